package import BridgeCore

/// What is logged and how it looks.
package struct LogSettings: Sendable, Equatable {
    package var level: LogLevel
    package var format: LogFormat

    package static let defaults = LogSettings(level: .info, format: .text)
}

/// How a line of the log looks.
package enum LogFormat: String, Sendable, CaseIterable {
    /// For people: `2026-11-20T01:02:03.456Z INFO delivery.attempted outcome=delivered`.
    case text
    /// For log collectors: one JSON object per line.
    case json
}

extension LogSettings {
    static func read(_ section: inout Section) -> LogSettings {
        LogSettings(
            level: section.value(
                "level", .choice(LogLevel.allCases.map { ($0.name, $0) }), default: defaults.level),
            format: section.value(
                "format", .choice(LogFormat.allCases.map { ($0.rawValue, $0) }), default: defaults.format))
    }
}
