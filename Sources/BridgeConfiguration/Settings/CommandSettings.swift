/// What may be ordered.
package struct CommandSettings: Sendable, Equatable {
    /// Whether the admin key may order what reaches into a terminal's system: files, its shell, firmware.
    package var operatorTypes: Bool

    package static let defaults = CommandSettings(operatorTypes: false)
}

extension CommandSettings {
    static func read(_ section: inout Section) -> CommandSettings {
        CommandSettings(
            operatorTypes: section.value("operator_types", .boolean, default: defaults.operatorTypes))
    }
}
