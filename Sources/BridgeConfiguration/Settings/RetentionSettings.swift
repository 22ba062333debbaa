import BridgeCore

/// How long things are kept, and how much room is left on the disk.
package struct RetentionSettings: Sendable, Equatable {
    package var events: Duration
    /// Delivery attempts.
    package var attempts: Duration
    /// The ids by which a fact sent again is known.
    package var dedupe: Duration
    /// Lines that could not be understood.
    package var rejects: Duration
    /// Age up to which events wait for an enabled endpoint that has not had them; `nil`: until it has.
    package var maxBacklogAge: Duration?
    /// Bytes that stay free on the disk: with less, terminals keep their data; 0: as many as there are.
    package var minimumFreeDisk: Int

    package static let defaults = RetentionSettings(
        events: .seconds(30 * 86400), attempts: .seconds(7 * 86400), dedupe: .seconds(400 * 86400),
        rejects: .seconds(30 * 86400), maxBacklogAge: nil, minimumFreeDisk: 64 << 20)
}

extension RetentionSettings {
    static func read(_ section: inout Section) -> RetentionSettings {
        let rule = Rule.duration(in: .seconds(1)...(.seconds(3650 * 86400)))
        return RetentionSettings(
            events: section.value("events", rule, default: defaults.events),
            attempts: section.value("attempts", rule, default: defaults.attempts),
            dedupe: section.value("dedupe", rule, default: defaults.dedupe),
            rejects: section.value("rejects", rule, default: defaults.rejects),
            maxBacklogAge: section.value(
                "max_backlog_age", .durationOrNever(in: EndpointOptions.backlogAges),
                default: defaults.maxBacklogAge),
            minimumFreeDisk: section.value(
                "min_free_disk", .size(in: 0...1 << 40), default: defaults.minimumFreeDisk))
    }
}
