import BridgeCore

/// What a text must be: how a reader of the document is told, how a request is judged, and in which words.
struct TextRule: Sendable {
    /// The end of the sentence "must be …".
    let says: String
    /// Characters (Unicode scalars).
    let lengths: ClosedRange<Int>
    /// A regular expression of JSON Schema's dialect which every text that holds matches.
    var pattern: String?
    /// A format JSON Schema knows, e.g. `date-time`.
    var format: String?
    /// Whether a text of another length is told the lengths rather than all that it must be.
    var tellsLengths = true
    /// The end of the sentence that begins with the field's name, `nil` if all is well.
    private let judge: @Sendable (String) -> String?

    init(
        says: String, lengths: ClosedRange<Int>, pattern: String? = nil, format: String? = nil,
        holds: @escaping @Sendable (String) -> Bool
    ) {
        self.init(
            says: says, lengths: lengths, pattern: pattern, format: format,
            refusal: { holds($0) ? nil : "must be \(says)" })
    }

    /// - Parameter refusal: What is wrong with a text, in its own words.
    init(
        says: String, lengths: ClosedRange<Int>, pattern: String? = nil, format: String? = nil,
        refusal: @escaping @Sendable (String) -> String?
    ) {
        self.says = says
        self.lengths = lengths
        self.pattern = pattern
        self.format = format
        judge = refusal
    }

    /// The same rule, told in full to a text of a wrong length too.
    var toldInFull: TextRule {
        var rule = self
        rule.tellsLengths = false
        return rule
    }

    /// What is wrong with a text, as the end of the sentence that begins with the field's name.
    func breach(_ text: String) -> String? {
        let length = text.unicodeScalars.count
        guard lengths.contains(length) else {
            return lengths.lowerBound == lengths.upperBound || !tellsLengths
                ? "must be \(says)"
                : "must be \(lengths.lowerBound) to \(lengths.upperBound) characters long, is \(length)"
        }
        return judge(text)
    }
}

extension TextRule {
    /// One line without characters that steer how it is shown.
    static func line(_ lengths: ClosedRange<Int>) -> TextRule {
        TextRule(
            says: "one line without control characters", lengths: lengths,
            pattern: #"^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$"#,
            holds: { text in !text.unicodeScalars.contains(where: \.steersText) })
    }

    static let serial = name(SerialNumber.rule, upTo: 32) { SerialNumber($0) != nil }
    static let endpoint = name(EndpointID.rule, upTo: 64) { EndpointID($0) != nil }
    static let tenant = name(TenantID.rule, upTo: 64) { TenantID($0) != nil }

    static let event = TextRule(
        says: "an event id like evt_ and 26 characters", lengths: 30...30,
        pattern: "^evt_[a-z2-7]{25}[aeimquy4]$", holds: { EventID($0) != nil })

    static let command = TextRule(
        says: "a command id like cmd_1763700000000", lengths: 5...23, pattern: "^cmd_[1-9][0-9]{0,18}$",
        holds: { CommandNumber($0) != nil })

    /// A place in the log.
    static let sequence = TextRule(
        says: "a sequence number, 0 or greater", lengths: 1...19, pattern: "^(0|[1-9][0-9]{0,18})$",
        holds: { text in Int64(text).map { $0 >= 0 && String($0) == text } ?? false })

    static let instant = TextRule(
        says: "a time like 2026-11-20T01:02:03Z or 2026-11-20T08:02:03.456+07:00", lengths: 20...35,
        format: "date-time", holds: { Instant(rfc3339: $0) != nil }
    ).toldInFull

    static func duration(_ range: ClosedRange<Duration>) -> TextRule {
        let (least, most) = (DurationText.text(of: range.lowerBound), DurationText.text(of: range.upperBound))
        return TextRule(
            says: "\(DurationText.rule), from \(least) to \(most)", lengths: 2...11,
            pattern: "^[0-9]{1,9}(ms|s|m|h|d)$",
            holds: { DurationText.parse($0).map(range.contains) ?? false })
    }

    private static func name(
        _ says: String, upTo maximum: Int, _ holds: @escaping @Sendable (String) -> Bool
    ) -> TextRule {
        TextRule(
            says: says, lengths: 1...maximum, pattern: "^[A-Za-z0-9_-]{1,\(maximum)}$", holds: holds)
    }
}
