import BridgeCore

/// What has been taken from the lanes and is not yet on disk.
struct SettlingState: Sendable {
    /// Attempts that may have ended without being on record.
    static let maximumUnrecorded = 10_000
    static let pause: Duration = .seconds(1)

    /// By lane; kept until the store has it.
    var settlements: [Int: Settlement] = [:]
    /// Whether the store has been given `settlements` and has not answered.
    var isUnderWay = false
    /// Whether the last answer was a failure.
    var isFailing = false
    /// Not to be tried again before this.
    var retryAt: Instant?
    /// Attempts that ended and are not on record.
    var unrecorded = 0
}
