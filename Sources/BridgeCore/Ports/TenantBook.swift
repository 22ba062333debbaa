/// The customers of whoever runs the bridge.
package protocol TenantBook: Sendable {
    /// In the order of their ids, after `after` if given.
    func tenants(after: TenantID?, limit: Int) throws(StoreError) -> [TenantReport]

    func tenant(_ id: TenantID) throws(StoreError) -> TenantReport?

    func create(
        _ id: TenantID, name: String, noting note: ChangeNote, completion: @escaping Completion<TenantEdit>)

    func rename(
        _ id: TenantID, to name: String, noting note: ChangeNote, completion: @escaping Completion<TenantEdit>
    )

    /// Takes away the tenant's keys, endpoints and terminals at once, its commands and its log step by step. The id
    /// is not given again: a terminal that sends old punches once more would find them known, and they would be lost.
    ///
    /// - Parameters:
    ///   - begun: Called after the commit from which on nothing of the tenant can be reached, with what went.
    ///   - completion: Called when all is gone, with how much it was.
    func remove(
        _ id: TenantID, noting note: ChangeNote, begun: @escaping @Sendable (TenantRemoval) -> Void,
        completion: @escaping Completion<TenantRemovalAnswer>)
}

package struct TenantReport: Sendable, Equatable {
    package let id: TenantID
    package let name: String
    package let isManaged: Bool
    package let createdAt: Instant?

    package init(id: TenantID, name: String, isManaged: Bool, createdAt: Instant?) {
        self.id = id
        self.name = name
        self.isManaged = isManaged
        self.createdAt = createdAt
    }
}

package enum TenantEdit: Sendable, Equatable {
    case done(TenantReport)
    case absent
    /// There is or was one of this id.
    case taken
    /// The configuration file has it.
    case managed
}

package enum TenantRemovalAnswer: Sendable, Equatable {
    case done(TenantRemoval)
    case absent, managed
}

/// What went with a tenant.
package struct TenantRemoval: Sendable, Equatable {
    package var keys = 0
    package var endpoints = 0
    package var devices: [SerialNumber] = []
    package var commands = 0
    package var events = 0
    /// Answers kept for who asks again under the same `Idempotency-Key`.
    package var answers = 0
    /// What was known of the people and templates on its terminals, to tell what is news.
    package var states = 0

    package init() {}
}
