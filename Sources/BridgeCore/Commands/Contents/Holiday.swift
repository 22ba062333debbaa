/// Days of the year with a time zone of their own.
package struct Holiday: Sendable, Equatable {
    package let id: Int
    package let name: String
    package let from: Day
    package let until: Day
    /// The time zone that holds on them.
    package let timeZone: Int

    package struct Day: Sendable, Equatable {
        package let month: Int
        package let day: Int
    }

    init?(_ fields: inout FieldReader) {
        let id = fields.integer("id", required: true, in: 1...24)
        let name = fields.prose(
            "name", required: true, maximum: 48,
            withoutKeys: ["UID=", "HolidayName=", "StartDate=", "EndDate=", "TimeZone="])
        // From December into January is right, so neither need be the earlier one.
        let (from, until) = (Self.day("from", &fields), Self.day("until", &fields))
        let timeZone = fields.integer("time_zone", required: true, in: 1...50)
        guard let id, let name, let from, let until, let timeZone else { return nil }
        (self.id, self.name, self.from, self.until, self.timeZone) = (id, name, from, until, timeZone)
    }

    private static func day(_ name: String, _ fields: inout FieldReader) -> Day? {
        let text = fields.text(name, required: true, maximum: 5, rule: "a day of the year like 12-24") {
            day($0) != nil
        }
        return text.flatMap(day)
    }

    /// In a leap year, for 29 February.
    private static func day(_ text: String) -> Day? {
        CivilTime("2000-\(text) 00:00:00").map { Day(month: $0.month, day: $0.day) }
    }
}
