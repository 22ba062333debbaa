/// How long things are kept.
package struct RetentionSettings: Sendable, Equatable {
    package var events: Duration
    /// Delivery attempts.
    package var attempts: Duration
    /// The ids by which a fact sent again is known.
    package var dedupe: Duration
    /// Lines that could not be understood.
    package var rejects: Duration

    package static let defaults = RetentionSettings(
        events: .seconds(30 * 86400), attempts: .seconds(7 * 86400), dedupe: .seconds(400 * 86400),
        rejects: .seconds(30 * 86400))
}

extension RetentionSettings {
    static func read(_ section: inout Section) -> RetentionSettings {
        let rule = Rule.duration(in: .seconds(1)...(.seconds(3650 * 86400)))
        return RetentionSettings(
            events: section.value("events", rule, default: defaults.events),
            attempts: section.value("attempts", rule, default: defaults.attempts),
            dedupe: section.value("dedupe", rule, default: defaults.dedupe),
            rejects: section.value("rejects", rule, default: defaults.rejects))
    }
}
