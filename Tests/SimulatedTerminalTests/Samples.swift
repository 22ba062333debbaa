import BridgeCore
import SimulatedTerminal

/// Values the tests share.
enum Samples {
    static let serial = SerialNumber("SIM0001")!
    static let time = CivilTime("2026-11-21 08:05:09")!
    static let punch = TerminalPunch(pin: "42", time: time, status: 0)
}
