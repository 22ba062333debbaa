/// A terminal's serial number: 1 to 32 of `A-Z a-z 0-9 _ -`, as it sends it in `SN=`.
package struct SerialNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` where the text is not a serial number; nothing is trimmed or corrected.
    package init?(_ text: some StringProtocol) {
        guard Identifier.isWellFormed(text.utf8, lengths: 1...32) else { return nil }
        self.text = String(text)
    }

    /// `GET /v1/devices/held` lists terminals, so none can be asked for by that name.
    package var isReserved: Bool { text == "held" }

    package static let rule = "1 to 32 of A-Z a-z 0-9 _ -"
    package var description: String { text }
}

/// What all our identifiers are made of.
enum Identifier {
    static func isWellFormed(_ characters: some Collection<UInt8>, lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(characters.count)
            && characters.allSatisfy { character in
                switch character {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
