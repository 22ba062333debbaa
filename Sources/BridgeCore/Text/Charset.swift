import Glibc
import Synchronization

/// A set of characters other than UTF-8 that a terminal writes its texts in, by way of the system's iconv.
///
/// It says all of ASCII as ASCII does and nothing else with its control characters, for those part the lines and
/// fields of what terminals are told: in UTF-16 `ഀ` would end a command and begin another.
package struct Charset: Sendable, Hashable, CustomStringConvertible {
    /// As iconv knows it, e.g. `GB18030`, `WINDOWS-1256`, `TIS-620`.
    package let name: String

    /// What terminals set to Chinese write (protocol section 1).
    package static let gb18030 = Charset(known: "GB18030")

    /// `nil` for a name iconv does not know, and for a set that does not keep ASCII.
    package init?(name: String) {
        guard (1...32).contains(name.utf8.count),
            name.utf8.allSatisfy({ Identifier.isWellFormed([$0], lengths: 1...1) || $0 == UInt8(ascii: ":") }
            ),
            Self.keepsASCII(name.uppercased())
        else { return nil }
        self.name = name.uppercased()
    }

    private init(known name: String) { self.name = name }

    package static let rule =
        "a character set iconv knows that has ASCII in it, like GB18030, WINDOWS-1256 or TIS-620"
    package var description: String { name }

    /// Those that keep ASCII, since to find that out takes a while; no more than iconv knows.
    private static let fit = Mutex<Set<String>>([])

    private static func keepsASCII(_ name: String) -> Bool {
        if fit.withLock({ $0.contains(name) }) { return true }
        guard let reading = Conversion(from: name, to: "UTF-8"),
            let writing = Conversion(from: "UTF-8", to: name),
            (UInt8.min...0x7f).allSatisfy({ reading.convert([$0]) == [$0] && writing.convert([$0]) == [$0] }),
            (0x80...0xffff).allSatisfy({ writing.isPrintable(Unicode.Scalar(UInt32($0))) })
        else { return false }
        fit.withLock { _ = $0.insert(name) }
        return true
    }

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

    /// Whether a character is written without control characters of ASCII's, or is not in the set at all.
    func isPrintable(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar, let bytes = convert(Array(String(scalar).utf8)) else { return true }
        return !bytes.contains { $0 < 0x20 || $0 == 0x7f }
    }

    /// `nil` at the first byte that cannot be converted; nothing is replaced or left out.
    func convert(_ input: [UInt8]) -> [UInt8]? {
        // No set needs more than four bytes for what another says in one.
        var output = [UInt8](repeating: 0, count: input.count * 4 + 16)
        var input = input
        iconv(descriptor, nil, nil, nil, nil)
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
