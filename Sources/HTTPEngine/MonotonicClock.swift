import Glibc

/// Milliseconds of a clock that never goes back, good to about 4 ms and read without a system call.
enum MonotonicClock {
    static var now: Int64 {
        var time = timespec()
        let result = clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        precondition(result == 0, "Linux has had this clock since 2.6.32")
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
