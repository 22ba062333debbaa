import BridgeConfiguration
import Foundation
import Glibc

/// The configuration file a verb works with.
struct ConfigurationFile {
    /// As errors name it.
    let name: String
    let configuration: Configuration

    /// Taken where no file is named, if it is there.
    private static let usualName = "config.yaml"

    static let option = Option.text(
        "config", "FILE",
        "the configuration file; by default ./config.yaml if it is there, else built-in defaults")

    /// Why there is no configuration.
    struct Unusable: Error {
        /// One error each.
        let lines: [String]

        /// Says so on standard error.
        ///
        /// - Returns: The exit code to end with.
        func report() -> Int32 {
            StandardStream.error.write(lines.map { $0 + "\n" }.joined())
            return ExitCode.misuse
        }
    }

    /// - Parameter path: `nil`: the usual file, or the defaults.
    static func load(_ path: String?) -> Result<ConfigurationFile, Unusable> {
        do throws(Unusable) {
            guard let path = path ?? (access(usualName, F_OK) == 0 ? usualName : nil) else {
                return .success(try parse([], name: "built-in defaults"))
            }
            return .success(try parse(try contents(path), name: path))
        } catch {
            return .failure(error)
        }
    }

    private static func parse(_ text: [UInt8], name: String) throws(Unusable) -> ConfigurationFile {
        let environment = ProcessInfo.processInfo.environment
        switch ConfigurationReader.read(text, fileName: name, environment: environment) {
        case .success(let configuration): return ConfigurationFile(name: name, configuration: configuration)
        case .failure(let errors): throw Unusable(lines: errors.lines)
        }
    }

    /// The file's beginning, one byte more than the reader takes at most: it is the one to refuse long files.
    private static func contents(_ path: String) throws(Unusable) -> [UInt8] {
        func failure() -> Unusable {
            Unusable(lines: ["\(path): cannot be read: \(String(cString: strerror(errno)))"])
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 65536))
        while bytes.count <= ConfigurationReader.maximumBytes {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }
}
