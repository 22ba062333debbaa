internal import Crypto

/// The identity of an event: the first 128 bits of a SHA-256 over what makes the fact that fact.
///
/// Derived from content, so the same punch has the same id when the terminal sends it again tomorrow, or
/// after the database was lost.
package struct EventID: Hashable, Sendable, CustomStringConvertible {
    /// 16 bytes.
    package let bytes: [UInt8]

    /// The id of the fact that `parts` name. Each part is framed by its length, so that no two lists of parts
    /// can run together into the same bytes.
    package init(of parts: [String]) {
        var message = [UInt8]()
        message.reserveCapacity(128)
        for part in parts {
            let count = UInt32(part.utf8.count)
            for shift in [24, 16, 8, 0] { message.append(UInt8(truncatingIfNeeded: count >> shift)) }
            message.append(contentsOf: part.utf8)
        }
        bytes = Array(SHA256.digest(message).prefix(16))
    }

    /// `nil` unless there are 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// `nil` for a text that `description` could not have made.
    package init?(_ text: String) {
        guard text.hasPrefix("evt_"), text.utf8.count == 30 else { return nil }
        var (bytes, window, bits) = ([UInt8](), 0, 0)
        for character in text.utf8.dropFirst(4) {
            guard let digit = Self.alphabet.firstIndex(of: character) else { return nil }
            window = window << 5 | digit
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(window >> bits & 0xff))
            }
        }
        guard window & (1 << bits - 1) == 0 else { return nil }
        self.bytes = bytes
    }

    /// `evt_` and 26 characters of base32 (RFC 4648, lower case, no padding).
    package var description: String {
        var text = Array("evt_".utf8)
        text.reserveCapacity(30)
        var (window, bits) = (0, 0)
        for byte in bytes {
            window = (window << 8 | Int(byte)) & 0xffff
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(Self.alphabet[window >> bits & 31])
            }
        }
        text.append(Self.alphabet[window << (5 - bits) & 31])
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}
