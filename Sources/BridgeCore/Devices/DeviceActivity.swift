/// What a terminal has done since the bridge started: for diagnosis, so it is kept in memory only.
package struct DeviceActivity: Sendable, Equatable {
    package var lastHandshake: Instant?
    package var lastPoll: Instant?
    /// The last request that lacked the right comm key.
    package var lastMistrusted: Instant?
    /// The last request from outside the terminal's networks, and where it came from.
    package var lastStray: StrayRequest?
    /// The last upload per table, upper case.
    package var uploads: [String: TableActivity] = [:]
    package var clock = ClockObservation()
    package var conflicts = ConflictWatch()
    /// The zone offset for which it was told to shake hands again.
    package var checkedOffset: Int?

    /// Tables remembered; terminals have a dozen, and what they call them is their word.
    private static let maximumTables = 64

    package init() {}

    package mutating func noteUpload(_ table: String, lines: Int, rejected: Int, at now: Instant) {
        guard uploads[table] != nil || uploads.count < Self.maximumTables else { return }
        uploads[table, default: TableActivity()].add(lines: lines, rejected: rejected, at: now)
    }
}

/// A request that named a terminal and came from where that may not call from.
package struct StrayRequest: Sendable, Equatable {
    package let at: Instant
    package let address: String
}

/// What came of one table.
package struct TableActivity: Sendable, Equatable {
    package private(set) var lastUpload: Instant?
    /// Lines since the bridge started.
    package private(set) var lines = 0
    /// Those of them that were not understood.
    package private(set) var rejected = 0

    mutating func add(lines: Int, rejected: Int, at now: Instant) {
        lastUpload = now
        self.lines += lines
        self.rejected += rejected
    }
}

/// What punches that were reported at once tell about a terminal's clock.
///
/// A punch from the future can only come from a clock that is ahead. One from the past may simply be late, so a
/// clock counts as behind when two punches in a row say so by the same amount.
package struct ClockObservation: Sendable, Equatable {
    /// How far the clock is ahead (negative: behind), once known; zero within the tolerance.
    package private(set) var drift: Duration?
    private var suspected: Duration?
    private var told: Duration?

    /// Less is no news: networks and queues take their time.
    package static let tolerance = Duration.seconds(300)
    /// Two observations this near each other are the same.
    private static let agreement = Duration.seconds(60)

    package init() {}

    /// A punch of `punched`, by the terminal's clock, arrived alone at `now`.
    ///
    /// - Returns: The drift, where it is news.
    package mutating func observe(punched: Instant, at now: Instant) -> Duration? {
        let ahead = punched - now
        guard ahead > Self.tolerance || ahead < .zero - Self.tolerance else {
            (drift, suspected, told) = (.zero, nil, nil)
            return nil
        }
        let isConfirmed = ahead > .zero || suspected.map { Self.agree($0, ahead) } ?? false
        suspected = ahead
        guard isConfirmed else { return nil }
        drift = ahead
        if let told, Self.agree(told, ahead) { return nil }
        told = ahead
        return ahead
    }

    /// The news could not be told after all: the next punch that says the same makes it again.
    package mutating func takeBackNews() { told = nil }

    private static func agree(_ one: Duration, _ other: Duration) -> Bool {
        one - other <= agreement && other - one <= agreement
    }
}
