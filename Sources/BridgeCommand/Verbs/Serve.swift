import BridgeConfiguration
import BridgeCore
import Glibc

/// `serve`: runs the bridge.
enum Serve: Verb {
    static let name = "serve"
    static let summary = "Runs the bridge"
    static let details = """
        SIGTERM or SIGINT stops it: it accepts nothing new, finishes what is under way within shutdown_grace, closes
        the store and exits with 0.
        """
    static let options = [ConfigurationFile.option.description]

    static func run(_ arguments: ParsedArguments) -> Int32 {
        switch ConfigurationFile.load(arguments[ConfigurationFile.option]) {
        case .failure(let unusable): return unusable.report()
        case .success(let file): return run(file)
        }
    }

    private static func run(_ file: ConfigurationFile) -> Int32 {
        // Before any thread is made, so that none of them gets the signals.
        StopSignal.block()
        // What the bridge writes is people's attendance and keys: nobody else's to read.
        umask(0o077)
        let (clock, configuration) = (SystemClock(), file.configuration)
        let log = LogOutput.log(configuration.log, clock: clock)
        let limit = OpenFiles.raiseLimit()
        do {
            let bridge = try Assembly(configuration, clock: clock, log: log)
            log.info(
                "serve.ready",
                [
                    ("config", file.name), ("device_port", String(bridge.ports.devices)),
                    ("api_port", String(bridge.ports.api)), ("open_files", String(limit)),
                ])
            let signal = StopSignal.wait()
            log.info("serve.stopping", [("signal", signal)])
            bridge.stop()
            log.info("serve.stopped")
            return ExitCode.success
        } catch AdoptionError.refused(let refusals) {
            return ConfigurationFile.Unusable(lines: refusals.map { "\(file.name): \($0)" }).report()
        } catch AdoptionError.store(let error) {
            StandardStream.error.write("\(Program.name) serve: \(error)\n")
            return ExitCode.failure
        } catch {
            StandardStream.error.write("\(Program.name) serve: \(error)\n")
            return ExitCode.failure
        }
    }
}
