/// A code people enter when they punch.
package struct WorkCode: Sendable, Equatable {
    package let code: String
    package let name: String
    /// Its place in the terminal's list, where somebody wants to choose it.
    package let place: Int?

    init?(_ fields: inout FieldReader) {
        let code = fields.workCode()
        let name = fields.prose(
            "name", required: true, maximum: 64, withoutKeys: ["PIN=", "CODE=", "NAME="])
        place = fields.integer("place", in: 1...65535)
        guard let code, let name else { return nil }
        (self.code, self.name) = (code, name)
    }
}

extension FieldReader {
    mutating func workCode() -> String? {
        text("code", required: true, maximum: 16, rule: "1 to 16 of A-Z a-z 0-9 _ -") {
            Identifier.isWellFormed($0.utf8, lengths: 1...16)
        }
    }
}
