import BridgeCore

/// For whom and as who somebody acts, as the audit says it.
protocol Access: Sendable {
    /// `nil`: for the bridge itself.
    var tenantActedFor: TenantID? { get }
    /// `admin` or `key:<id>`.
    var actor: String { get }
}
