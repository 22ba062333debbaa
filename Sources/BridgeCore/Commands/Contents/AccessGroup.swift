/// A group of people with rules of access in common.
package struct AccessGroup: Sendable, Equatable {
    package let id: Int
    /// How its people must be verified.
    package let verifyCode: Int
    package let observesHolidays: Bool
    /// The numbers of its time zones, three at most.
    package let timeZones: [Int]

    init?(_ fields: inout FieldReader) {
        let id = fields.integer("id", required: true, in: 1...99)
        let mode = fields.choice("verify_mode", among: VerifyMethod.known, fallback: "automatic")
        verifyCode = mode.flatMap(VerifyMethod.code(of:)) ?? 0
        observesHolidays = fields.flag("holidays")
        timeZones = fields.integers("time_zones", counts: 0...3, in: 1...50) ?? []
        guard let id else { return nil }
        self.id = id
    }
}
