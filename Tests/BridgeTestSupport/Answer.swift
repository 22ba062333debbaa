package import BridgeCore

/// What a port calls back with.
package func answer<Value: Sendable>(
    _ ask: (@escaping Completion<Value>) -> Void
) async -> Result<Value, StoreError> {
    await withCheckedContinuation { continuation in
        ask { continuation.resume(returning: $0) }
    }
}

/// What a port calls back with when all went well.
package func success<Value: Sendable>(
    _ ask: (@escaping Completion<Value>) -> Void
) async throws -> Value {
    try await answer(ask).get()
}
