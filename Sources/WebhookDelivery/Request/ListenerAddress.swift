package import BridgeCore
import HTTPClient

/// An address and port this program itself listens on: no webhook may go there.
package struct ListenerAddress: Sendable, Hashable {
    /// `0.0.0.0` and `::` stand for every loopback address; the machine's others are to be listed one by one.
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// All that a listener bound to an address is reached at: for `0.0.0.0` and `::` also every address the
    /// machine's interfaces have now.
    package static func all(boundTo address: IPAddress, port: UInt16) -> [ListenerAddress] {
        let bound = ListenerAddress(address: address, port: port)
        guard address.unmapped.bytes.allSatisfy({ $0 == 0 }) else { return [bound] }
        return [bound]
            + interfaceAddresses().compactMap(IPAddress.init(bytes:)).map {
                ListenerAddress(address: $0, port: port)
            }
    }
}
