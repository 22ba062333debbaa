/// Why a value was refused.
struct Breach: Error, Equatable {
    /// The end of the sentence that begins with the key: `must be 0 to 65535`.
    let rule: String
    /// `; did you mean "…"?` or the like, or nothing.
    let hint: String

    init(_ rule: String, hint: String = "") {
        self.rule = rule
        self.hint = hint
    }
}

/// What a single value may look like, and what it then is.
struct Rule<Value>: Sendable {
    /// The value is a secret, or may contain one: no message shows it.
    let hidesValue: Bool
    let parse: @Sendable (String) throws(Breach) -> Value

    init(hidesValue: Bool = false, parse: @escaping @Sendable (String) throws(Breach) -> Value) {
        self.hidesValue = hidesValue
        self.parse = parse
    }
}
