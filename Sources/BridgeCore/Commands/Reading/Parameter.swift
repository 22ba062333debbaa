/// One member that a request may have: its name, what it may hold and the rule in words.
///
/// Made by the same calls that read it (`FieldReader.parameters`), so that what is described is what is taken.
package struct Parameter: Sendable, Equatable {
    package indirect enum Kind: Sendable, Equatable {
        /// So many bytes of UTF-8.
        case text(ClosedRange<Int>)
        case integer(ClosedRange<Int>)
        case flag
        case choice([String])
        /// By the terminal's own clock, without an offset; `orDate`: a date alone will do.
        case time(orDate: Bool)
        /// Bytes in base64, or an object with `content_base64` as events have it; so many bytes at most.
        case binary(maximum: Int)
        case object([Parameter])
        case list(of: Kind, maximum: Int)
        case any
    }

    package let name: String
    package let kind: Kind
    package let isRequired: Bool
    /// What a value must be, as the end of the sentence "must be …".
    package let rule: String
    /// Taken where the member is left out; `nil` where leaving it out means "nothing said".
    package let fallback: JSON?
    /// Whether a record of the request never shows it: passwords, templates, pictures.
    package let isWithheld: Bool

    package init(
        name: String, kind: Kind, isRequired: Bool = false, rule: String, fallback: JSON? = nil,
        isWithheld: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.rule = rule
        self.fallback = fallback
        self.isWithheld = isWithheld
    }
}
