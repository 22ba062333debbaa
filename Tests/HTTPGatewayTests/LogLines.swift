import BridgeCore
import Synchronization

/// A log that tests read, and what the API counts with it.
final class LogLines: Sendable {
    let metrics = Metrics()
    private let lines = Mutex<[String]>([])

    var log: Log {
        Log(threshold: .info) { [self] _, event, fields in
            let text = ([event] + fields.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
            lines.withLock { $0.append(text) }
        }
    }

    /// Those of requests to the API, oldest first.
    var answered: [String] { lines.withLock { $0.filter { $0.hasPrefix("api.answered ") } } }
}
