import BridgeCore

/// How much a terminal is handed in one answer, at most (protocol section 6.1: CLOCK takes 200 commands and 40 KB, on
/// GPRS 10 KB), and how long it has to do it.
package struct AnswerLimits: Sendable, Equatable {
    package var commands: Int
    /// A single command may be longer.
    package var bytes: Int
    /// The same for terminals on a mobile network.
    package var mobileCommands: Int
    package var mobileBytes: Int
    /// Then a command that was handed out counts as unanswered.
    package var answerWithin: Duration

    package static let defaults = AnswerLimits(
        commands: 100, bytes: 40_000, mobileCommands: 10, mobileBytes: 8 << 10,
        answerWithin: CommandLife.lease)

    package init(commands: Int, bytes: Int, mobileCommands: Int, mobileBytes: Int, answerWithin: Duration) {
        self.commands = commands
        self.bytes = bytes
        self.mobileCommands = mobileCommands
        self.mobileBytes = mobileBytes
        self.answerWithin = answerWithin
    }

    func limits(for profile: DeviceProfile) -> (commands: Int, bytes: Int) {
        profile.isOnMobileNetwork ? (mobileCommands, mobileBytes) : (commands, bytes)
    }
}
