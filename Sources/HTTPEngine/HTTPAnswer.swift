import Synchronization

/// The place one answer goes to: send once, now or later, from any thread.
///
/// A second send is ignored, and so is one after the client has gone. If it is dropped unsent, the client gets
/// the responder's reply to `HTTPFault.internalError`.
package final class HTTPAnswer: Sendable {
    private let connection: Connection
    private let number: UInt64
    private let isSent = Atomic(false)

    init(connection: Connection, number: UInt64) {
        self.connection = connection
        self.number = number
    }

    deinit {
        guard !isSent.load(ordering: .acquiring) else { return }
        connection.answer(connection.listener.refusal(for: .internalError), to: number)
    }

    package func send(_ reply: HTTPReply) {
        send(PreparedReply(reply))
    }

    package func send(_ reply: PreparedReply) {
        guard !isSent.exchange(true, ordering: .acquiringAndReleasing) else { return }
        connection.answer(reply, to: number)
    }
}
