/// Makes packed bytes by hand, so that a test can also make wrong ones.
enum Packing {
    /// One gzip stream of stored (not compressed) blocks.
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
        var rest = content[...]
        repeat {
            let block = rest.prefix(0xffff)
            rest = rest.dropFirst(0xffff)
            packed.append(rest.isEmpty ? 1 : 0)
            packed += little(UInt32(block.count), 2) + little(~UInt32(block.count), 2) + block
        } while !rest.isEmpty
        return packed + little(checksum(content), 4) + little(UInt32(content.count), 4)
    }

    static func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)) }

    /// A ustar archive with its end mark.
    static func tar(_ entries: [(name: String, content: String)]) -> [UInt8] {
        entries.flatMap { entry($0.name, Array($0.content.utf8)) } + [UInt8](repeating: 0, count: 1024)
    }

    /// One entry: header, content, padding.
    ///
    /// - Parameters:
    ///   - size: What the header says; the content's where it is `nil`.
    ///   - type: `0` for a file, `2` for a symbolic link, `5` for a directory.
    static func entry(
        _ name: String, _ content: [UInt8], size: Int? = nil, type: Character = "0"
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        put(name, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(size ?? content.count, digits: 11), at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put(String(type), at: 156)
        if type == "2" { put("/etc/passwd", at: 157) }
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0} ", at: 148)
        let padding = (512 - content.count % 512) % 512
        return header + content + [UInt8](repeating: 0, count: padding)
    }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// CRC-32 bit by bit, another way than the code's.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value = ~UInt32(0)
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
        }
        return ~value
    }
}
