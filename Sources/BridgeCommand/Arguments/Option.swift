import BridgeCore

/// An option of a verb, with the type of its value.
///
/// Verbs list its `description` and read its value from `ParsedArguments` by subscript.
struct Option<Value: Sendable>: Sendable {
    let description: OptionDescription
    /// Taken where the option is not given.
    let fallback: Value
    /// `nil` for a text the option does not take.
    let parse: @Sendable (String) -> Value?

    private init(
        _ description: (name: String, placeholder: String?, summary: String, rule: String), fallback: Value,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.fallback = fallback
        self.parse = parse
        let rule = description.rule
        self.description = OptionDescription(
            name: description.name, placeholder: description.placeholder, summary: description.summary
        ) { text in parse(text) == nil ? "must be \(rule)" : nil }
    }
}

/// An option as help and the reader of the command line need it.
struct OptionDescription: Sendable {
    /// Without its dashes.
    let name: String
    /// Stands for the value in help; `nil`: a flag, which has none.
    let placeholder: String?
    let summary: String
    /// What is wrong with a value, as the end of the sentence "--name …"; `nil`: nothing.
    let breach: @Sendable (String) -> String?
}

extension Option where Value == Bool {
    static func flag(_ name: String, _ summary: String) -> Option {
        Option((name, nil, summary, ""), fallback: false) { _ in true }
    }
}

extension Option where Value == String? {
    /// Any text but an empty one.
    static func text(_ name: String, _ placeholder: String, _ summary: String) -> Option {
        Option((name, placeholder, summary, "a text that is not empty"), fallback: nil) { text in
            text.isEmpty ? nil : .some(text)
        }
    }
}

extension Option {
    /// A text that `parse` makes something of; `rule` says what it takes.
    static func value(
        _ name: String, _ placeholder: String, rule: String, default fallback: Value, _ summary: String,
        parse: @escaping @Sendable (String) -> Value?
    ) -> Option {
        Option((name, placeholder, summary, rule), fallback: fallback, parse: parse)
    }
}

extension Option where Value == Int {
    static func integer(
        _ name: String, _ placeholder: String, in range: ClosedRange<Int>, default fallback: Int,
        _ summary: String
    ) -> Option {
        let rule = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Option(
            (name, placeholder, "\(summary); \(fallback) by default", rule), fallback: fallback
        ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension Option where Value == Duration {
    static func duration(
        _ name: String, _ placeholder: String, in range: ClosedRange<Duration>, default fallback: Duration,
        _ summary: String
    ) -> Option {
        let (least, most) = (DurationText.text(of: range.lowerBound), DurationText.text(of: range.upperBound))
        return Option(
            (
                name, placeholder, "\(summary); \(DurationText.text(of: fallback)) by default",
                "\(DurationText.rule), \(least) to \(most)"
            ), fallback: fallback
        ) { text in DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil } }
    }
}
