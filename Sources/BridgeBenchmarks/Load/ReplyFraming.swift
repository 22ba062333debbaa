/// Finds the ends of HTTP replies in a stream of bytes: just enough for servers of our own, which send a
/// `Content-Length` with everything.
package struct ReplyFraming: Sendable {
    private var pending: [UInt8] = []
    /// Where the search for the head's end goes on.
    private var searched = 0
    private var head: (status: Int, end: Int)?

    /// Why a stream cannot be read on.
    package struct Unreadable: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Bytes of a head, at most.
    package static let maximumHead = 16384

    package init() { pending.reserveCapacity(512) }

    package mutating func append(_ bytes: some Sequence<UInt8>) { pending.append(contentsOf: bytes) }

    /// The status of the next reply that has come whole; `nil` while there is none.
    package mutating func next() throws(Unreadable) -> Int? {
        if head == nil { head = try readHead() }
        guard let whole = head, pending.count >= whole.end else { return nil }
        if pending.count == whole.end {
            pending.removeAll(keepingCapacity: true)
        } else {
            pending.removeFirst(whole.end)
        }
        (head, searched) = (nil, 0)
        return whole.status
    }

    private mutating func readHead() throws(Unreadable) -> (status: Int, end: Int)? {
        guard let end = endOfHead() else {
            guard pending.count <= Self.maximumHead else {
                throw Unreadable(description: "a reply's head is longer than \(Self.maximumHead) bytes")
            }
            return nil
        }
        let lines = pending[..<end].split(separator: 0x0a)
        guard let first = lines.first, first.starts(with: "HTTP/1.".utf8), first.count >= 12,
            let status = Self.number(first.dropFirst(9).prefix(3)), 100...599 ~= status
        else { throw Unreadable(description: "a reply does not begin with a status line") }
        for line in lines.dropFirst() where Self.isContentLength(line) {
            guard let length = Self.number(line.dropFirst(Self.name.count)) else {
                throw Unreadable(description: "a reply's Content-Length is not a number")
            }
            return (status, end + length)
        }
        throw Unreadable(description: "a reply has no Content-Length")
    }

    /// The place after the empty line.
    private mutating func endOfHead() -> Int? {
        var place = max(searched, 3)
        while place < pending.count {
            if pending[place] == 0x0a, pending[place - 1] == 0x0d, pending[place - 2] == 0x0a {
                return place + 1
            }
            place += 1
        }
        searched = place
        return nil
    }

    private static let name = Array("content-length:".utf8)

    private static func isContentLength(_ line: ArraySlice<UInt8>) -> Bool {
        line.count > name.count
            && zip(line, name).allSatisfy { byte, expected in
                byte | (byte < 0x40 ? 0 : 0x20) == expected
            }
    }

    /// A decimal with white space around it; `nil` for anything else and for more than 9 digits.
    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }
        let digits = text.drop(while: isSpace).prefix { !isSpace($0) }
        guard 1...9 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        guard text[digits.endIndex...].allSatisfy(isSpace) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
