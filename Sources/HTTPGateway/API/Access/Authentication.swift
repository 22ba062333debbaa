package import BridgeCore
import Crypto
import Synchronization

/// Who is behind a request. Only `Authentication` makes these.
struct Principal: Sendable {
    /// `nil`: the admin key.
    fileprivate let key: TenantKey?

    fileprivate init(key: TenantKey?) { self.key = key }

    /// Whose requests are counted together: each key's.
    var caller: Caller { key.map { .key($0.digest) } ?? .admin }
}

/// No key was asked for.
struct Nobody: Access {
    var tenantActedFor: TenantID? { nil }
    var actor: String { "nobody" }
}

/// The right to act for the bridge itself. Only authentication makes these.
struct AdminAccess: Access {
    var tenantActedFor: TenantID? { nil }
    var actor: String { "admin" }

    fileprivate init() {}
}

/// The right to look at something of one tenant or, for the bridge's keeper, of all.
enum ViewAccess: Access {
    case all(AdminAccess)
    case one(TenantAccess)

    var tenantActedFor: TenantID? { access.tenantActedFor }
    var actor: String { access.actor }

    /// Whose eyes these are; `nil`: the keeper's, who may know of every tenant.
    var viewer: TenantID? {
        if case .one(let access) = self, !access.isAdmin { access.tenant } else { nil }
    }

    private var access: any Access {
        switch self {
        case .all(let access): access
        case .one(let access): access
        }
    }
}

/// The right to act for one tenant. Only authentication makes these, and every read and write of a tenant's
/// things goes through one.
struct TenantAccess: Access {
    let tenant: TenantID
    let actor: String
    /// Whoever runs the bridge acts for the tenant.
    let isAdmin: Bool
    var tenantActedFor: TenantID? { tenant }
    var claimant: String {
        digest.map { "\(actor)#\(Base64.encodeURLSafe(Array($0.prefix(12))))" } ?? actor
    }
    private let scopes: Set<KeyScope>
    /// Of the tenant's key; `nil`: the admin key.
    fileprivate let digest: [UInt8]?

    fileprivate init(
        tenant: TenantID, actor: String, scopes: Set<KeyScope>, digest: [UInt8]?
    ) {
        self.tenant = tenant
        self.actor = actor
        self.scopes = scopes
        self.digest = digest
        isAdmin = digest == nil
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
///
/// What is made and ended while the bridge runs is told to it after the commit, and holds from the next request on.
package final class Authentication: Sendable {
    private let adminDigest: [UInt8]
    private let ring: Mutex<KeyRing>

    /// The keys there are, and the tenants the admin key may act for.
    private struct KeyRing: Sendable {
        var keys: [[UInt8]: TenantKey]
        var tenants: Set<TenantID>
    }

    package init(adminKey: String, keys: [TenantKey], tenants: [TenantID]) {
        adminDigest = SHA256.digest(Array(adminKey.utf8))
        ring = Mutex(
            KeyRing(keys: Dictionary(keys.map { ($0.digest, $0) }) { $1 }, tenants: Set(tenants)))
    }

    func add(_ tenant: TenantID) {
        ring.withLock { _ = $0.tenants.insert(tenant) }
    }

    /// Ends a tenant's keys, and that anybody acts for it.
    func remove(_ tenant: TenantID) {
        ring.withLock { ring in
            ring.tenants.remove(tenant)
            ring.keys = ring.keys.filter { $0.value.tenant != tenant }
        }
    }

    func add(_ key: TenantKey) {
        ring.withLock { ring in
            // Its tenant may have gone in the transaction behind the key's.
            if ring.tenants.contains(key.tenant) { ring.keys[key.digest] = key }
        }
    }

    func remove(_ key: TenantKey) {
        ring.withLock { $0.keys[key.digest] = nil }
    }

    /// Judges an `Authorization` header.
    func principal(authorization: String?, at now: Instant) throws(Problem) -> Principal {
        guard let authorization else { throw .unauthenticated }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256 else {
            throw .unauthenticated
        }
        let digest = SHA256.digest(Array(parts[1].utf8))
        if constantTimeEqual(digest, adminDigest) { return Principal(key: nil) }
        guard let key = ring.withLock({ $0.keys[digest] }) else { throw .unauthenticated }
        if let end = key.expiresAt, end <= now { throw .expired(key, at: end) }
        return Principal(key: key)
    }

    /// The bridge's own keeper; everybody else is refused.
    func admin(_ principal: Principal) throws(Problem) -> AdminAccess {
        guard principal.key == nil else {
            throw Problem(status: 403, code: "admin_only", detail: "this takes the admin key")
        }
        return AdminAccess()
    }

    /// What a tenant's key with this scope sees of its tenant, and the keeper of one tenant or of all.
    ///
    /// - Parameter named: The `Bridge-Tenant` header, if there is one.
    func view(
        of principal: Principal, named: String?, _ scope: KeyScope
    ) throws(Problem) -> ViewAccess {
        if principal.key == nil, named == nil { return .all(AdminAccess()) }
        let access = try access(of: principal, named: named)
        try access.require(scope)
        return .one(access)
    }

    /// - Parameter named: The `Bridge-Tenant` header, with which the admin key says for whom it acts.
    func access(of principal: Principal, named: String?) throws(Problem) -> TenantAccess {
        guard let key = principal.key else { return try adminAccess(named: named) }
        if let named, named != key.tenant.text {
            throw Problem(
                status: 403, code: "other_tenant",
                detail: "this key belongs to another tenant than `Bridge-Tenant` names")
        }
        return TenantAccess(
            tenant: key.tenant, actor: "key:\(key.id)", scopes: key.scopes, digest: key.digest)
    }

    /// Judges somebody again who had to wait: his key, or the tenant, may have ended meanwhile.
    func confirm(_ access: TenantAccess, at now: Instant) throws(Problem) {
        guard let digest = access.digest else {
            _ = try adminAccess(named: access.tenant.text)
            return
        }
        guard let key = ring.withLock({ $0.keys[digest] }) else { throw .unauthenticated }
        if let end = key.expiresAt, end <= now { throw .expired(key, at: end) }
    }

    private func adminAccess(named: String?) throws(Problem) -> TenantAccess {
        guard let named else {
            throw Problem(
                status: 400, code: "tenant_missing",
                detail: "with the admin key, say for which tenant: `Bridge-Tenant: <id>`")
        }
        guard let tenant = TenantID(named), ring.withLock({ $0.tenants.contains(tenant) }) else {
            throw .notFound("tenant of the name in `Bridge-Tenant`")
        }
        return TenantAccess(
            tenant: tenant, actor: "admin", scopes: Set(KeyScope.allCases), digest: nil)
    }
}

extension Problem {
    fileprivate static func expired(_ key: TenantKey, at end: Instant) -> Problem {
        Problem(
            status: 401, code: "key_expired",
            detail: "the key `\(key.id)` was good until \(end.rfc3339); ask for another",
            headers: [("WWW-Authenticate", "Bearer")])
    }
}
