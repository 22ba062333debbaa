import Foundation

/// A `serve` of this very program, on a configuration and a data directory of its own.
struct BridgeProcess {
    let devicePort: UInt16
    let apiPort: UInt16
    /// From exec to the first 200 of `/readyz`.
    let startTime: Duration
    private let directory: String
    private let process: pid_t

    /// How long a bridge may take to start or to stop.
    private static let patience = Duration.seconds(60)

    /// Starts a bridge on `directory`/data, waits until it is ready, and ends it after `body`, however that ends.
    static func with<Value>(
        _ settings: BridgeSettings, binary: String, in directory: String,
        _ body: (BridgeProcess) throws -> Value
    ) throws -> Value {
        let (devicePort, apiPort) = (try Loopback.freePort(), try Loopback.freePort())
        let configuration = "\(directory)/config.yaml"
        try settings.text(dataDirectory: "\(directory)/data", devicePort: devicePort, apiPort: apiPort)
            .write(toFile: configuration, atomically: false, encoding: .utf8)
        let log = "\(directory)/bridge.log"
        let started = Stopwatch.now
        let process = try spawn([binary, "serve", "--config", configuration], log: log)
        do {
            try waitUntilReady(process, apiPort: apiPort, log: log)
            let bridge = BridgeProcess(
                devicePort: devicePort, apiPort: apiPort, startTime: .nanoseconds(Stopwatch.now - started),
                directory: "\(directory)/data", process: process)
            let value = try body(bridge)
            try end(process, log: log)
            return value
        } catch {
            // Leaves a bridge that is just dying the time to say of what.
            Stopwatch.sleep(.milliseconds(100))
            var status: Int32 = 0
            kill(process, SIGKILL)
            waitpid(process, &status, 0)
            guard status != SIGKILL, status != 0 else { throw error }
            throw BenchmarkError(reason: "\(error): the bridge ended with status \(status): \(tail(of: log))")
        }
    }

    /// The key it made for itself when it first started.
    func adminKey() throws -> String {
        let text = try String(contentsOfFile: "\(directory)/admin.key", encoding: .utf8)
        return String(text.prefix { !$0.isWhitespace })
    }

    // MARK: - What the system says about it

    /// Bytes of memory it holds (VmRSS).
    func residentBytes() throws -> Int {
        try number(after: "VmRSS:", in: "status") * 1024
    }

    /// Bytes it has caused to be written to disk since it started.
    func writtenBytes() throws -> Int { try number(after: "write_bytes:", in: "io") }

    private func number(after name: String, in file: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/\(file)", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        guard
            let number = line?.dropFirst(name.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first
                .flatMap({ Int($0) })
        else { throw BenchmarkError(reason: "/proc/\(process)/\(file) has no \(name)") }
        return number
    }

    // MARK: - Its life

    private static func spawn(_ words: [String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else {
            throw BenchmarkError.system("posix_spawn_file_actions_init")
        }
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        guard posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, flags, 0o600) == 0,
            posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO) == 0
        else { throw BenchmarkError.system("posix_spawn_file_actions_addopen") }
        var environment = ProcessInfo.processInfo.environment
        // The bridge's own key files are to be made, as they are for people.
        environment["ADMS_BRIDGE_ADMIN_KEY"] = nil
        environment["ADMS_BRIDGE_SECRETS_KEY"] = nil
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, words[0], &actions, nil, &arguments, &variables)
        guard code == 0 else {
            throw BenchmarkError(reason: "\(words[0]) cannot be run: \(String(cString: strerror(code)))")
        }
        return process
    }

    private static func waitUntilReady(_ process: pid_t, apiPort: UInt16, log: String) throws {
        let end = Stopwatch.now + patience.nanoseconds
        while Stopwatch.now < end {
            try Interruption.check()
            if isReady(apiPort) { return }
            if waitpid(process, nil, WNOHANG) == process { break }
            Stopwatch.sleep(.milliseconds(1))
        }
        throw BenchmarkError(reason: "the bridge did not get ready: \(tail(of: log))")
    }

    private static func isReady(_ port: UInt16) -> Bool {
        var source = ReadinessRequest()
        guard let load = try? LoadGenerator(port: port, connections: 1),
            let result = try? load.run(.closedLoop(for: .seconds(1), atMost: 1), &source)
        else { return false }
        return result.latencies.count == 1 && result.refused == 0
    }

    private struct ReadinessRequest: RequestSource {
        mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8]) {
            bytes.append(contentsOf: "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        }
    }

    private static func end(_ process: pid_t, log: String) throws {
        kill(process, SIGTERM)
        let end = Stopwatch.now + patience.nanoseconds
        var status: Int32 = 0
        while Stopwatch.now < end {
            if waitpid(process, &status, WNOHANG) == process {
                guard status == 0 else {
                    throw BenchmarkError(reason: "the bridge ended badly: \(tail(of: log))")
                }
                return
            }
            Stopwatch.sleep(.milliseconds(5))
        }
        throw BenchmarkError(reason: "the bridge did not stop within \(patience)")
    }

    private static func tail(of log: String) -> String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(3).joined(separator: " | ")
    }
}
