import HTTPEngine

extension HTTPReply {
    /// Lines for a terminal, each ended by LF already.
    static func lines(_ bytes: [UInt8]) -> HTTPReply {
        HTTPReply(status: 200, contentType: "text/plain; charset=UTF-8", body: bytes)
    }
}
