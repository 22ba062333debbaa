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

/// The hours of a week in which people may pass; one span a day.
package struct WeekSchedule: Sendable, Equatable {
    package let id: Int
    /// Sunday first; `nil`: not at all on that day.
    package let days: [Span?]

    /// Minutes since midnight, the last one included.
    package struct Span: Sendable, Equatable {
        package let from: Int
        package let until: Int
    }

    package static let dayNames = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]

    init?(_ fields: inout FieldReader) {
        let id = fields.integer("id", required: true, in: 1...50)
        days = Self.dayNames.map { Self.span($0, &fields) }
        guard let id else { return nil }
        self.id = id
    }

    /// `08:00-17:30`.
    private static func span(_ name: String, _ fields: inout FieldReader) -> Span? {
        let text = fields.text(
            name, maximum: 11, rule: "a span like 08:00-17:30 that does not end before it begins"
        ) { span($0) != nil }
        return text.flatMap(span)
    }

    private static func span(_ text: String) -> Span? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = minutes(parts[0]), let until = minutes(parts[1]), from <= until
        else { return nil }
        return Span(from: from, until: until)
    }

    private static func minutes(_ text: Substring) -> Int? {
        guard let time = CivilTime("2000-01-01 \(text):00") else { return nil }
        return time.hour * 60 + time.minute
    }
}

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

/// Groups of which one person each must come for the door to open.
package struct UnlockCombination: Sendable, Equatable {
    package let id: Int
    /// Five at most; a group may be named twice.
    package let groups: [Int]

    init?(_ fields: inout FieldReader) {
        let id = fields.integer("id", required: true, in: 1...10)
        let groups = fields.integers("groups", required: true, counts: 1...5, in: 1...99)
        guard let id, let groups else { return nil }
        (self.id, self.groups) = (id, groups)
    }
}
