package import BridgeCore

/// An address and port this program itself listens on: no webhook may go there.
package struct ListenerAddress: Sendable, Hashable {
    /// `0.0.0.0` and `::` stand for every loopback address; the machine's others are to be listed one by one.
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}
