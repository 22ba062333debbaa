import BridgeCore
import Glibc

/// The machine's clock.
struct SystemClock: WallClock {
    func now() -> Instant {
        var time = timespec()
        let result = clock_gettime(CLOCK_REALTIME, &time)
        precondition(result == 0, "the system has no clock")
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
