import Glibc

/// A set of characters other than UTF-8 that a terminal writes its texts in, by way of the system's iconv.
package struct Charset: Sendable, Hashable, CustomStringConvertible {
    /// As iconv knows it, e.g. `GB18030`, `WINDOWS-1256`, `TIS-620`.
    package let name: String

    /// What terminals set to Chinese write (protocol section 1).
    package static let gb18030 = Charset(known: "GB18030")

    /// `nil` for a name iconv does not know.
    package init?(name: String) {
        guard (1...32).contains(name.utf8.count),
            name.utf8.allSatisfy({ Identifier.isWellFormed([$0], lengths: 1...1) || $0 == UInt8(ascii: ":") }
            ),
            let handle = Conversion(from: name, to: "UTF-8"), Conversion(from: "UTF-8", to: name) != nil
        else { return nil }
        withExtendedLifetime(handle) {}
        self.name = name.uppercased()
    }

    private init(known name: String) { self.name = name }

    package static let rule = "a character set iconv knows, like GB18030, WINDOWS-1256 or TIS-620"
    package var description: String { name }

    /// The text, or `nil` where the bytes are none in this set.
    package func decode(_ bytes: some Collection<UInt8>) -> String? {
        Conversion(from: name, to: "UTF-8")?.convert(Array(bytes)).flatMap {
            String(validating: $0, as: UTF8.self)
        }
    }

    /// The bytes, or `nil` where the set lacks a character of the text.
    package func encode(_ text: String) -> [UInt8]? {
        Conversion(from: "UTF-8", to: name)?.convert(Array(text.utf8))
    }
}

/// One iconv descriptor, for one thread.
private final class Conversion {
    private let descriptor: iconv_t

    init?(from source: String, to target: String) {
        guard let descriptor = iconv_open(target, source), Int(bitPattern: descriptor) != -1 else {
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { iconv_close(descriptor) }

    /// `nil` at the first byte that cannot be converted; nothing is replaced or left out.
    func convert(_ input: [UInt8]) -> [UInt8]? {
        // No set needs more than four bytes for what another says in one.
        var output = [UInt8](repeating: 0, count: input.count * 4 + 16)
        var input = input
        let written: Int? = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var (left, room) = (source.count, target.count)
                guard iconv(descriptor, &from, &left, &to, &room) != Int(bitPattern: UInt.max), left == 0,
                    iconv(descriptor, nil, nil, &to, &room) != Int(bitPattern: UInt.max)
                else { return nil }
                return target.count - room
            }
        }
        return written.map { Array(output.prefix($0)) }
    }
}
