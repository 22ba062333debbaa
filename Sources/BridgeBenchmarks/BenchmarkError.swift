import Glibc

/// Why a benchmark could not be finished.
package struct BenchmarkError: Error, CustomStringConvertible {
    let reason: String
    package var description: String { reason }

    /// What the operating system refused, by `errno`.
    static func system(_ call: String) -> BenchmarkError {
        BenchmarkError(reason: "\(call): \(String(cString: strerror(errno)))")
    }
}
