import BridgeCore
import Testing

extension StorePromise {
    /// How keys come and go.
    static let keyBook = [
        StorePromise("a key that is made is there after a restart, with all that was said of it") { subject in
            let key = Sample.tenantKey(expiresAt: Sample.now + .seconds(60))
            guard case .done(let made) = try await subject.create(key, name: "Payroll") else {
                throw Unexpected()
            }
            #expect(made.key == key && made.name == "Payroll" && !made.isManaged)
            #expect(made.createdAt == Sample.now)
            try subject.restart()
            #expect(try subject.store.keys(of: Sample.tenant, after: nil, limit: 9) == [made])
            #expect(try subject.store.keys() == [key])
        },
        StorePromise("an id is taken by its tenant only, a digest by everybody") { subject in
            _ = try await subject.create(Sample.tenantKey("a", 1))
            #expect(try await subject.create(Sample.tenantKey("a", 2)) == .taken)
            #expect(try await subject.create(Sample.tenantKey("b", 1, of: Sample.otherTenant)) == .taken)
            guard case .done = try await subject.create(Sample.tenantKey("a", 3, of: Sample.otherTenant))
            else {
                throw Unexpected()
            }
            let stranger = TenantID("stranger")!
            #expect(try await subject.create(Sample.tenantKey("a", 4, of: stranger)) == .absent)
        },
        StorePromise("a revoked key is gone for ever, and only its own tenant's can be revoked") { subject in
            _ = try await subject.create(Sample.tenantKey())
            #expect(try await subject.revoke("key", of: Sample.otherTenant) == .absent)
            guard case .done(let gone) = try await subject.revoke("key") else { throw Unexpected() }
            #expect(gone.key == Sample.tenantKey())
            try subject.restart()
            #expect(try subject.store.keys().isEmpty)
            #expect(try await subject.revoke("key") == .absent)
        },
        StorePromise("a managed key can be seen but not revoked") { subject in
            try subject.adopt(keys: [Sample.tenantKey()])
            #expect(try await subject.revoke("key") == .managed)
            #expect(
                try subject.store.keys(of: Sample.tenant, after: nil, limit: 9).map(\.isManaged) == [true])
        },
        StorePromise("keys that were made over the API stay when the configuration is read again") {
            subject in
            _ = try await subject.create(Sample.tenantKey("api", 7))
            try subject.adopt(keys: [Sample.tenantKey("file", 8)])
            try subject.adopt()
            #expect(try subject.store.keys().map(\.id) == ["api"])
        },
        StorePromise("keys are listed by id, page by page, of one tenant") { subject in
            for (place, id) in ["b", "d", "a"].enumerated() {
                _ = try await subject.create(Sample.tenantKey(id, UInt8(place)))
            }
            _ = try await subject.create(Sample.tenantKey("c", 9, of: Sample.otherTenant))
            let store = subject.store
            #expect(try store.keys(of: Sample.tenant, after: nil, limit: 2).map(\.key.id) == ["a", "b"])
            #expect(try store.keys(of: Sample.tenant, after: "b", limit: 2).map(\.key.id) == ["d"])
        },
    ]
}

extension StoreUnderTest {
    fileprivate func create(_ key: TenantKey, name: String? = nil) async throws -> KeyEdit {
        let store = store
        return try await success { store.create(key, name: name, noting: Sample.note(), completion: $0) }
    }

    fileprivate func revoke(_ id: String, of tenant: TenantID = Sample.tenant) async throws -> KeyEdit {
        let store = store
        return try await success { store.revoke(id, of: tenant, noting: Sample.note(), completion: $0) }
    }
}
