package import BridgeCore

/// Decides which addresses a webhook may be sent to, so that no tenant can reach into the operator's network.
///
/// Asked with the address a connection is really about to be made to, after name resolution.
package struct EgressGuard: Sendable {
    private let allowedNetworks: [NetworkRange]
    private let ownListeners: [ListenerAddress]

    /// - Parameters:
    ///   - allowedNetworks: Ranges that are open although they are not public.
    ///   - ownListeners: What stays closed in any case.
    package init(allowedNetworks: [NetworkRange], ownListeners: [ListenerAddress]) {
        self.allowedNetworks = allowedNetworks
        self.ownListeners = ownListeners
    }

    init(_ rules: DeliveryRules) {
        self.init(allowedNetworks: rules.allowedPrivateNetworks, ownListeners: rules.ownListeners)
    }

    /// Whether a connection may be made.
    ///
    /// - Parameter allowsPrivate: Opens loopback, RFC 1918, shared and unique local addresses for this endpoint;
    ///   link-local, multicast and metadata addresses only `allowedNetworks` can open.
    package func permits(_ address: IPAddress, port: UInt16, allowsPrivate: Bool) -> Bool {
        let real = AddressKind.unwrapped(address)
        guard !ownListeners.contains(where: { isServed(by: $0, address: real, port: port) }) else {
            return false
        }
        if allowedNetworks.contains(where: { $0.contains(real) || $0.contains(address) }) { return true }
        return switch AddressKind(real) {
        case .public: true
        case .private: allowsPrivate
        case .special: false
        }
    }

    /// Whether an endpoint's owner may know an address his webhooks went to: a public one, or any where he may
    /// choose any. That a name leads into a network the operator opened is the operator's affair.
    package func mayTell(_ address: IPAddress, allowsPrivate: Bool) -> Bool {
        allowsPrivate || AddressKind(AddressKind.unwrapped(address)) == .public
    }

    private func isServed(by listener: ListenerAddress, address: IPAddress, port: UInt16) -> Bool {
        guard listener.port == port else { return false }
        let own = listener.address.unmapped
        if own == address || address.isUnspecified { return true }
        return own.isUnspecified && address.isLoopback
    }
}

extension IPAddress {
    fileprivate var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    fileprivate var isLoopback: Bool {
        isIPv4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }
}
