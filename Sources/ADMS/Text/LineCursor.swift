/// Walks a body line by line without copying it.
///
/// LF, CR and CRLF end a line, the last line may lack its end, a byte order mark and NULs at a line's edges
/// are taken off, empty lines are passed over (protocol section 1).
struct LineCursor: Sendable {
    let body: [UInt8]
    private(set) var position: Int

    init(_ body: [UInt8]) {
        self.body = body
        position = body.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// Where the next line with anything in it lies; `nil` at the end.
    mutating func next() -> Range<Int>? {
        while position < body.count {
            var start = position
            var end = start
            while end < body.count, !body[end].isLineEnd { end += 1 }
            position = end + 1
            while start < end, body[start] == ASCII.nul { start += 1 }
            while start < end, body[end - 1] == ASCII.nul { end -= 1 }
            if start < end { return start..<end }
        }
        return nil
    }

    /// Everything not walked yet.
    mutating func rest() -> Range<Int> {
        defer { position = body.count }
        return min(position, body.count)..<body.count
    }
}
