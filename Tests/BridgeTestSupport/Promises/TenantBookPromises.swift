import BridgeCore
import Testing

extension StorePromise {
    /// How tenants come and get their names.
    static let tenantBook = [
        StorePromise("a tenant that is made is there after a restart, by whom nobody manages it") { subject in
            guard case .done(let made) = try await subject.createTenant("acme", name: "Acme") else {
                throw Unexpected()
            }
            #expect(made.id == acme && made.name == "Acme" && !made.isManaged && made.createdAt == Sample.now)
            try subject.restart()
            #expect(try subject.store.tenant(acme) == made)
            #expect(try subject.store.tenants().contains(acme))
        },
        StorePromise("an id is given once") { subject in
            _ = try await subject.createTenant("acme", name: "Acme")
            #expect(try await subject.createTenant("acme", name: "Again") == .taken)
            #expect(try await subject.createTenant(Sample.tenant.text, name: "Mine") == .taken)
            #expect(try subject.store.tenant(acme)?.name == "Acme")
        },
        StorePromise("tenants are listed by id, page by page, whoever comes between") { subject in
            for id in ["b", "d", "f"] { _ = try await subject.createTenant(id, name: id) }
            let first = try subject.store.tenants(after: nil, limit: 2).map(\.id.text)
            #expect(first == ["b", "d"])
            for id in ["a", "e"] { _ = try await subject.createTenant(id, name: id) }
            let rest = try subject.store.tenants(after: TenantID("d"), limit: 9).map(\.id.text)
            #expect(rest == ["default", "e", "f", "other"])
        },
        StorePromise("a managed tenant can be neither renamed nor removed") { subject in
            let store = subject.store
            let renamed = try await success {
                store.rename(Sample.tenant, to: "Mine", noting: Sample.note(), completion: $0)
            }
            #expect(renamed == .managed)
            #expect(try await subject.removeTenant(Sample.tenant) == .managed)
            #expect(try subject.store.tenant(Sample.tenant)?.name == "A customer")
            #expect(try subject.changes(of: nil, before: nil, limit: 9).isEmpty)
        },
        StorePromise("a name can be changed, of a tenant there is") { subject in
            _ = try await subject.createTenant("acme", name: "Acme")
            let store = subject.store
            guard
                case .done(let renamed) = try await success({
                    store.rename(acme, to: "Acme Ltd", noting: Sample.note(), completion: $0)
                })
            else { throw Unexpected() }
            #expect(renamed.name == "Acme Ltd")
            let nobody = TenantID("nobody")!
            #expect(
                try await success {
                    store.rename(nobody, to: "X", noting: Sample.note(), completion: $0)
                } == .absent)
        },
    ]
}

private let acme = TenantID("acme")!

/// Something else came than a promise says.
struct Unexpected: Error {}

extension StoreUnderTest {
    func createTenant(_ id: String, name: String) async throws -> TenantEdit {
        let store = store
        guard let id = TenantID(id) else { throw Unexpected() }
        return try await success {
            store.create(id, name: name, noting: Sample.note(of: nil), completion: $0)
        }
    }

    func removeTenant(_ id: TenantID) async throws -> TenantRemovalAnswer {
        let store = store
        return try await success {
            store.remove(id, noting: Sample.note(of: nil), begun: { _ in }, completion: $0)
        }
    }
}
