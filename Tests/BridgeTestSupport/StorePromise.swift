/// One sentence that must be true of every store, and how to find out.
package struct StorePromise: Sendable, CustomStringConvertible {
    package let description: String
    fileprivate let keep: @Sendable (StoreUnderTest) async throws -> Void

    init(_ sentence: String, _ keep: @escaping @Sendable (StoreUnderTest) async throws -> Void) {
        description = sentence
        self.keep = keep
    }

    /// All there are.
    package static let all =
        intake + log + settlement + heldBack + batches + notices + commandIssue + commandEnd + commandSteps
        + commandProof + registry
        + endpointSettings + housekeeping + endpointBook + eventLibrary + replay
        + tenantBook + tenantRemoval + keyBook + deviceBook + changeLog
}

/// Finds out whether a store keeps a promise.
///
/// - Parameter makeStore: Opens the store, empty at first; called again after a close, on the same data.
package func exerciseStore(
    _ promise: StorePromise, makeStore: @escaping () throws -> any RestartableStore
) async throws {
    let subject = try StoreUnderTest(makeStore: makeStore)
    do {
        try await promise.keep(subject)
    } catch {
        subject.store.close()
        throw error
    }
    subject.store.close()
}
