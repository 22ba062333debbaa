import BridgeCore

/// For whom and as who somebody acts, as the audit says it.
protocol Access: Sendable {
    /// `nil`: for the bridge itself.
    var tenantActedFor: TenantID? { get }
    /// `admin` or `key:<id>`.
    var actor: String { get }
    /// Whose answers may be given again to him: the actor, and of several keys that had one id in turn the one.
    var claimant: String { get }
}

extension Access {
    var claimant: String { actor }
}
