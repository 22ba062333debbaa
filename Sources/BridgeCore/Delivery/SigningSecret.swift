import Crypto

/// A Standard Webhooks symmetric secret: `whsec_` and the base64 of 24 to 64 random bytes.
///
/// Printing one shows nothing of it.
package struct SigningSecret: Sendable, Equatable, CustomStringConvertible {
    package let key: [UInt8]

    /// `nil` unless the text decodes to 24 to 64 bytes. The prefix may be missing, as in the specification's
    /// own examples.
    package init?(_ text: String) {
        let base64 = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
        guard let key = Base64.decode(base64), 24...64 ~= key.count else { return nil }
        self.key = key
    }

    package static let rule = "whsec_ followed by the base64 of 24 to 64 bytes"

    /// The secret as handed to people: prefix and padded base64.
    package var revealed: String { "whsec_" + Base64.encode(key) }
    package var description: String { "whsec_***" }
}
