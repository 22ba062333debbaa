/// An answer: its status, its head as it came, and its body as far as it was kept.
package struct ClientResponse: Sendable, Equatable {
    package let status: Int
    package let body: [UInt8]
    /// Status line and header lines, ends of lines included.
    let head: [UInt8]

    package init(status: Int, head: [UInt8], body: [UInt8]) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// The value of the first header of this name (any case), without the blanks around it.
    package func header(_ name: String) -> String? {
        var rest = head[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard line.count > name.utf8.count, let colon = line.firstIndex(of: UInt8(ascii: ":")),
                line[..<colon].elementsEqual(name.utf8, by: Self.equalInAnyCase)
            else { continue }
            return Self.trimmed(line[(colon + 1)...])
        }
        return nil
    }

    /// Whether two names of headers are the same, in any case.
    static func isSameName(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8, by: equalInAnyCase)
    }

    /// All headers in the order they came.
    package var headers: [(name: String, value: String)] {
        head.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }).compactMap {
            line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            return (Self.trimmed(line[..<colon]), Self.trimmed(line[(colon + 1)...]))
        }
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0d }
        let start = text.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }

    private static func equalInAnyCase(_ one: UInt8, _ other: UInt8) -> Bool {
        lowered(one) == lowered(other)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
