import Glibc

/// SIGINT or SIGTERM, which the program keeps blocked while it measures, so that everything started is also ended.
enum Interruption {
    static func check() throws(BenchmarkError) {
        var pending = sigset_t()
        guard sigpending(&pending) == 0 else { throw .system("sigpending") }
        if sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 {
            throw BenchmarkError(reason: "interrupted")
        }
    }
}
