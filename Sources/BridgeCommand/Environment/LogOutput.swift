import BridgeConfiguration
import BridgeCore
import Synchronization

/// Writes the log to standard error, one line per event.
final class LogOutput: Sendable {
    private let format: LogFormat
    private let clock: any WallClock
    private let stream: StandardStream
    /// Held for one line at a time.
    private let turn = Mutex(())

    private init(format: LogFormat, clock: any WallClock, stream: StandardStream) {
        self.format = format
        self.clock = clock
        self.stream = stream
    }

    /// A log that writes as the configuration says.
    static func log(_ settings: LogSettings, clock: any WallClock) -> Log {
        let output = LogOutput(format: settings.format, clock: clock, stream: .error)
        return Log(threshold: settings.level) { level, event, fields in
            output.write(level, event, fields)
        }
    }

    private func write(_ level: LogLevel, _ event: String, _ fields: [(name: String, value: String)]) {
        turn.withLock { _ in
            let now = clock.now()
            let line =
                switch format {
                case .text: LogLine.text(at: now, level, event, fields)
                case .json: LogLine.json(at: now, level, event, fields)
                }
            stream.write(line)
        }
    }
}
