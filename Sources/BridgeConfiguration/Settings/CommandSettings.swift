import BridgeCore

/// What may be ordered of terminals, and how long they have to do it.
package struct CommandSettings: Sendable, Equatable {
    /// Whether the admin key may order what reaches into a terminal's system: files, its shell, firmware.
    package var operatorTypes: Bool
    /// How long a terminal has to answer a command it was handed before that counts as unanswered.
    package var answerWithin: Duration

    package static let defaults = CommandSettings(operatorTypes: false, answerWithin: CommandLife.lease)
}

extension CommandSettings {
    static func read(_ section: inout Section) -> CommandSettings {
        CommandSettings(
            operatorTypes: section.value("operator_types", .boolean, default: defaults.operatorTypes),
            answerWithin: section.value(
                "answer_within", .duration(in: .seconds(1)...(.seconds(86400))),
                default: defaults.answerWithin))
    }
}
