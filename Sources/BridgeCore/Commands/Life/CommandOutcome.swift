/// How an order ended that came to several commands.
package struct CommandOutcome: Sendable, Equatable {
    package let status: CommandStatus
    /// Of the first step that failed; 0 where all are done.
    package let returnCode: Int?
    /// Which step failed, and why.
    package let reason: String?
    /// `{"steps": [{"command_id", "command", "status", "return_code", "reason", "result"}]}`.
    package let result: JSON
}

extension CommandLife {
    /// How an order ended whose steps are in these states, in order; `nil` while one is still to end.
    ///
    /// Completed where all are, cancelled where all are, expired where none failed and one expired; failed
    /// otherwise.
    package static func outcome(of steps: [CommandRecord]) -> CommandOutcome? {
        guard !steps.isEmpty, steps.allSatisfy({ $0.status.isFinal }) else { return nil }
        let result: JSON = ["steps": .array(steps.map(summary))]
        let broken = steps.indices.filter { steps[$0].status != .completed }
        guard let first = broken.first(where: { steps[$0].status == .failed }) ?? broken.first else {
            return CommandOutcome(status: .completed, returnCode: 0, reason: nil, result: result)
        }
        let states = Set(steps.map(\.status))
        let status: CommandStatus =
            if states == [.cancelled] {
                .cancelled
            } else if states.contains(.expired), !states.contains(.failed) {
                .expired
            } else {
                .failed
            }
        let step = steps[first]
        let why = step.reason ?? (step.status == .cancelled ? "was cancelled" : "the terminal refused")
        return CommandOutcome(
            status: status, returnCode: step.returnCode,
            reason: "step \(first + 1) of \(steps.count), \(step.type.rawValue): \(why)", result: result)
    }

    /// The steps that have lost their sense because the first one, on which the others build, did not succeed:
    /// those still queued.
    package static func pointless(_ steps: [CommandRecord]) -> [CommandNumber] {
        guard let first = steps.first, first.status.isFinal, first.status != .completed else { return [] }
        return steps.dropFirst().filter { $0.status == .queued }.map(\.number)
    }

    private static func summary(_ step: CommandRecord) -> JSON {
        [
            "command_id": .string(step.number.description), "command": .string(step.type.rawValue),
            "status": .string(step.status.rawValue), "return_code": JSON(step.returnCode),
            "reason": JSON(step.reason), "result": step.result ?? .null,
        ]
    }
}
