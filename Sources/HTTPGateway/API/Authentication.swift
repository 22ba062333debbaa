package import BridgeCore
import Crypto

/// Who is behind a request. Only `Authentication` makes these.
struct Principal: Sendable {
    /// `nil`: the admin key.
    fileprivate let key: TenantKey?

    fileprivate init(key: TenantKey?) { self.key = key }
}

/// No key was asked for.
struct Nobody: Sendable {}

/// The right to act for the bridge itself. Only authentication makes these.
struct AdminAccess: Sendable {
    fileprivate init() {}
}

/// The right to act for one tenant. Only authentication makes these, and every read and write of a tenant's
/// things goes through one.
struct TenantAccess: Sendable {
    let tenant: TenantID
    /// Who acts, as the audit says it: `admin` or the key's id.
    let actor: String
    /// Whoever runs the bridge acts for the tenant.
    let isAdmin: Bool
    private let scopes: Set<KeyScope>

    fileprivate init(tenant: TenantID, actor: String, scopes: Set<KeyScope>, isAdmin: Bool = false) {
        self.tenant = tenant
        self.actor = actor
        self.scopes = scopes
        self.isAdmin = isAdmin
    }

    func allows(_ scope: KeyScope) -> Bool { scopes.contains(scope) }

    func require(_ scope: KeyScope) throws(Problem) {
        guard allows(scope) else { throw .forbidden(lacking: scope) }
    }

    /// Of templates and photos, what may be shown.
    var showing: Set<Attachment.Kind> {
        allows(.biometricsRead) ? [.biometric, .photo] : []
    }
}

/// Tells keys apart. Keys are compared as SHA-256 digests, so how long a comparison takes says nothing.
package struct Authentication: Sendable {
    private let adminDigest: [UInt8]
    private let keys: [[UInt8]: TenantKey]
    private let tenants: Set<TenantID>

    package init(adminKey: String, keys: [TenantKey], tenants: [TenantID]) {
        adminDigest = SHA256.digest(Array(adminKey.utf8))
        self.keys = Dictionary(keys.map { ($0.digest, $0) }) { $1 }
        self.tenants = Set(tenants)
    }

    /// Judges an `Authorization` header.
    func principal(authorization: String?) throws(Problem) -> Principal {
        guard let authorization else { throw .unauthenticated }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256 else {
            throw .unauthenticated
        }
        let digest = SHA256.digest(Array(parts[1].utf8))
        if constantTimeEqual(digest, adminDigest) { return Principal(key: nil) }
        guard let key = keys[digest] else { throw .unauthenticated }
        return Principal(key: key)
    }

    /// The bridge's own keeper; everybody else is refused.
    func admin(_ principal: Principal) throws(Problem) -> AdminAccess {
        guard principal.key == nil else {
            throw Problem(status: 403, code: "admin_only", detail: "this takes the admin key")
        }
        return AdminAccess()
    }

    /// - Parameter named: The `Bridge-Tenant` header, with which the admin key says for whom it acts.
    func access(of principal: Principal, named: String?) throws(Problem) -> TenantAccess {
        guard let key = principal.key else { return try adminAccess(named: named) }
        if let named, named != key.tenant.text {
            throw Problem(
                status: 403, code: "other_tenant",
                detail: "this key belongs to another tenant than `Bridge-Tenant` names")
        }
        return TenantAccess(tenant: key.tenant, actor: key.id, scopes: key.scopes)
    }

    private func adminAccess(named: String?) throws(Problem) -> TenantAccess {
        guard let named else {
            throw Problem(
                status: 400, code: "tenant_missing",
                detail: "with the admin key, say for which tenant: `Bridge-Tenant: <id>`")
        }
        guard let tenant = TenantID(named), tenants.contains(tenant) else {
            throw .notFound("tenant of the name in `Bridge-Tenant`")
        }
        return TenantAccess(
            tenant: tenant, actor: "admin", scopes: Set(KeyScope.allCases), isAdmin: true)
    }
}
