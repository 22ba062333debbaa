/// The keys that open the API for a tenant. Only their SHA-256 is kept.
package protocol KeyBook: Sendable {
    /// In the order of their ids, after `after` if given.
    func keys(of tenant: TenantID, after: String?, limit: Int) throws(StoreError) -> [KeyReport]

    func create(
        _ key: TenantKey, name: String?, noting note: ChangeNote, completion: @escaping Completion<KeyEdit>)

    func revoke(
        _ id: String, of tenant: TenantID, noting note: ChangeNote, completion: @escaping Completion<KeyEdit>)
}

package struct KeyReport: Sendable, Equatable {
    package let key: TenantKey
    package let name: String?
    package let isManaged: Bool
    package let createdAt: Instant?

    package init(key: TenantKey, name: String?, isManaged: Bool, createdAt: Instant?) {
        self.key = key
        self.name = name
        self.isManaged = isManaged
        self.createdAt = createdAt
    }
}

package enum KeyEdit: Sendable, Equatable {
    case done(KeyReport)
    case absent, taken, managed
}
