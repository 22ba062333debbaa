/// How much a line of the log matters.
package enum LogLevel: Int, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error

    package init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    package static func < (one: LogLevel, other: LogLevel) -> Bool { one.rawValue < other.rawValue }
}

/// Where the log goes. One structured line where a flow ends: a name (`delivery.attempted`) and fields.
///
/// Never a secret, key, password, photo, template or body.
package struct Log: Sendable {
    private let threshold: LogLevel
    private let sink: @Sendable (LogLevel, String, [(name: String, value: String)]) -> Void

    package init(
        threshold: LogLevel,
        sink: @escaping @Sendable (LogLevel, String, [(name: String, value: String)]) -> Void
    ) {
        self.threshold = threshold
        self.sink = sink
    }

    /// Keeps nothing.
    package static let silent = Log(threshold: .error) { _, _, _ in }

    package func debug(_ event: String, _ fields: @autoclosure () -> [(name: String, value: String)] = []) {
        write(.debug, event, fields)
    }
    package func info(_ event: String, _ fields: @autoclosure () -> [(name: String, value: String)] = []) {
        write(.info, event, fields)
    }
    package func warning(_ event: String, _ fields: @autoclosure () -> [(name: String, value: String)] = []) {
        write(.warning, event, fields)
    }
    package func error(_ event: String, _ fields: @autoclosure () -> [(name: String, value: String)] = []) {
        write(.error, event, fields)
    }

    private func write(
        _ level: LogLevel, _ event: String, _ fields: () -> [(name: String, value: String)]
    ) {
        if level >= threshold { sink(level, event, fields()) }
    }
}
