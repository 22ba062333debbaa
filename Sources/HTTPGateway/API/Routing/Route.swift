import BridgeCore

/// One method on one path of the API: who may, what it takes and answers, and what is done.
///
/// The table of routes is dispatched by and is what the OpenAPI document is written from.
struct Route: Sendable {
    /// Does the work: once, the answer may come later from any thread.
    typealias Handler<For: Access> = @Sendable (APIRequest<For>, @escaping APIAnswer) throws(Problem) -> Void

    /// Who may ask, and what is done for them.
    enum Door: Sendable {
        /// No key is needed.
        case open(Handler<Nobody>)
        /// The admin key, for no tenant in particular.
        case admin(Handler<AdminAccess>)
        /// The admin key, for the tenant that `Bridge-Tenant` names.
        case adminForTenant(Handler<TenantAccess>)
        /// A tenant's key with this scope, or the admin key for a tenant.
        case scope(KeyScope, Handler<TenantAccess>)
        /// The same, and the admin key without `Bridge-Tenant` for all tenants.
        case scopeOrAdminForAll(KeyScope, Handler<ViewAccess>)
    }

    let method: String
    /// As the document writes it, e.g. `/v1/commands/{id}`.
    let path: String
    let door: Door
    let operation: Operation
    /// The path's parts; those in braces take anything.
    private let pattern: [Substring]

    init(_ method: String, _ path: String, _ door: Door, _ operation: Operation) {
        self.method = method
        self.path = path
        self.door = door
        self.operation = operation
        pattern = path.split(separator: "/")
    }

    /// The names of the path's open parts, in order.
    var captures: [String] {
        pattern.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// What stands in the open parts, or `nil` where the path is another.
    func captured(from parts: [Substring]) -> [String]? {
        guard parts.count == pattern.count else { return nil }
        var captured: [String] = []
        for (part, wanted) in zip(parts, pattern) {
            if wanted.hasPrefix("{") {
                captured.append(String(part))
            } else if part != wanted {
                return nil
            }
        }
        return captured
    }
}
