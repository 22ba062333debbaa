import BridgeCore

/// What terminals are asked to send by themselves: the value of `TransFlag` (protocol section 2.4).
///
/// Everything `RecordKind` and the tables know. `FPImag` is left out: a picture of a finger is no template, and
/// nobody should have it who needs none.
enum Transmissions {
    /// The names every edition of the protocol has, then the newer ones. Clock-series models read 90 bytes (PUSH
    /// SDK 3.2), so what they would lose stands last.
    private static let early = [
        "AttLog", "OpLog", "AttPhoto", "EnrollUser", "ChgUser", "EnrollFP", "ChgFP",
    ]
    private static let late = ["FACE", "UserPic", "BioPhoto", "FVEIN", "WORKCODE"]

    /// By name, since the order of the digits differs between editions (register #6); separated by TAB, since
    /// one firmware took names separated by spaces for one.
    static func flag(isClockSeries: Bool) -> String {
        "TransData " + (isClockSeries ? early : early + late).joined(separator: "\t")
    }
}
