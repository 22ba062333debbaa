import HTTPEngine

/// A responder made of closures; by default it echoes method, path and body.
struct ScriptedResponder: HTTPResponder {
    var onHead: @Sendable (HTTPRequest) -> HTTPReply? = { _ in nil }
    var onRequest: @Sendable (HTTPRequest, HTTPAnswer) -> Void = { request, answer in
        answer.send(
            .text(200, "\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))"))
    }

    func refusal(of request: HTTPRequest) -> HTTPReply? {
        onHead(request)
    }

    func respond(to request: HTTPRequest, answer: HTTPAnswer) {
        onRequest(request, answer)
    }

    func reply(to fault: HTTPFault) -> HTTPReply {
        switch fault {
        case .malformed(let rule): .text(400, rule)
        case .targetTooLong: .text(414, "target too long")
        case .headTooLarge: .text(431, "head too large")
        case .unsupportedVersion: .text(505, "HTTP/1 only")
        case .bodyTooLarge(let limit): .text(413, "at most \(limit) bytes")
        case .unsupportedTransferEncoding: .text(501, "chunked only")
        case .internalError: .text(500, "no answer")
        }
    }
}

/// Runs a server on a free port of the loopback for the time of `body`.
func serving(
    _ responder: some HTTPResponder = ScriptedResponder(), limits: HTTPLimits = HTTPLimits(),
    address: String = "127.0.0.1", tls: TLSIdentity? = nil, _ body: (HTTPServer) throws -> Void
) throws {
    let server = try HTTPServer(address: address, port: 0, tls: tls, limits: limits, responder: responder)
    defer { server.stop(grace: .zero) }
    try body(server)
}

/// A server whose responder answers every request by what `answer` says.
func answering(_ reply: @escaping @Sendable (HTTPRequest) -> HTTPReply) -> ScriptedResponder {
    ScriptedResponder(onRequest: { request, answer in answer.send(reply(request)) })
}
