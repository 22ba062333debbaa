/// What a listener asks for every request. Both calls come on the listener's own thread, which serves every
/// connection: they must not wait for anything.
package protocol HTTPResponder: Sendable {
    /// The head is in and no byte of the body: a reply here refuses the request, is sent at once and closes the
    /// connection; what the client still sends of the body is dropped. nil = go on.
    func refusal(of request: HTTPRequest) -> HTTPReply?

    /// The whole request is in. `answer` may be sent before this returns, or later from any thread.
    func respond(to request: HTTPRequest, answer: HTTPAnswer)

    /// What a client gets for a request the engine itself refuses; the connection is closed after it. May be
    /// called on any thread.
    func reply(to fault: HTTPFault) -> HTTPReply
}
