import BridgeCore

/// How old the texts are that an attendance terminal understands (protocol section 6.5).
enum PushGeneration: Sendable {
    /// Push 1: `DATA USER`, `DATA FP`, and few tables.
    case first
    /// The clock series and its manual 3.2: names of its own, no unified templates.
    case clock
    /// Push 2.2.14 and newer, by the attendance manuals.
    case standard

    /// By what its handshakes said; terminals that announce no version have 2.2.14 (section 2.1).
    init(_ profile: DeviceProfile) {
        if ClockSeries.includes(profile) {
            self = .clock
        } else if profile.pushVersion?.hasPrefix("1.") == true {
            self = .first
        } else {
            self = .standard
        }
    }

    /// In words for a refusal.
    var name: String {
        switch self {
        case .first: "a terminal of push 1"
        case .clock: "a terminal of the clock series"
        case .standard: "an attendance terminal"
        }
    }
}
