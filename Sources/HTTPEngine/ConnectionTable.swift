import Synchronization

/// Every open connection of a listener, for those who come from outside the listener's thread.
final class ConnectionTable: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var isStopping = false
        var isShut = false
    }

    private let state = Mutex(State())

    func insert(_ connection: Connection) {
        let isShut = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            if state.isStopping { connection.cut() }
            return state.isShut
        }
        if isShut { connection.shut() }
    }

    func remove(_ connection: Connection) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    /// Cuts every connection whose client is late.
    func cutLate(at now: Int64) {
        state.withLock { state in
            for connection in state.connections.values { connection.cutIfLate(at: now) }
        }
    }

    /// Cuts every connection that is between two requests, and from now on every new one.
    func cutIdle() {
        state.withLock { state in
            state.isStopping = true
            for connection in state.connections.values where connection.isIdle { connection.cut() }
        }
    }

    /// Ends every suspended request, now and from now on.
    func shut() {
        let connections = state.withLock { state in
            state.isShut = true
            return Array(state.connections.values)
        }
        for connection in connections { connection.shut() }
    }
}
