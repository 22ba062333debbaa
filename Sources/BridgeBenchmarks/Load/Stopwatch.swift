// Swift takes `timespec` for epoll's.
import CLinux
import Glibc

/// A clock that never goes back, in nanoseconds.
enum Stopwatch {
    static var now: Int64 {
        var time = timespec()
        let result = clock_gettime(CLOCK_MONOTONIC, &time)
        precondition(result == 0, "Linux has had this clock since 2.6")
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func sleep(_ duration: Duration) {
        var time = timespec(
            tv_sec: Int(duration.components.seconds),
            tv_nsec: Int(duration.components.attoseconds / 1_000_000_000))
        // A signal ends it early, which costs some accuracy and nothing else.
        nanosleep(&time, nil)
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
    var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
