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
