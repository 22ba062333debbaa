import BridgeCore

/// How much a terminal is handed in one answer, at most (protocol section 6.1: CLOCK takes 200 commands and 40 KB, on
/// GPRS 10 KB).
package struct AnswerLimits: Sendable, Equatable {
    package var commands: Int
    /// A single command may be longer.
    package var bytes: Int
    /// The same for terminals on a mobile network.
    package var mobileCommands: Int
    package var mobileBytes: Int

    package static let defaults = AnswerLimits(
        commands: 100, bytes: 40_000, mobileCommands: 10, mobileBytes: 8 << 10)

    package init(commands: Int, bytes: Int, mobileCommands: Int, mobileBytes: Int) {
        self.commands = commands
        self.bytes = bytes
        self.mobileCommands = mobileCommands
        self.mobileBytes = mobileBytes
    }

    func limits(for profile: DeviceProfile) -> (commands: Int, bytes: Int) {
        profile.isOnMobileNetwork ? (mobileCommands, mobileBytes) : (commands, bytes)
    }
}
