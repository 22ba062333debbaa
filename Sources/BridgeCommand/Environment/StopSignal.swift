import Dispatch
import Glibc

/// SIGTERM and SIGINT, taken by whoever waits for them instead of ending the process.
enum StopSignal {
    /// Keeps the signals for `wait`. Call before the first thread is made, since threads inherit what is blocked.
    static func block() {
        var signals = set
        let code = pthread_sigmask(SIG_BLOCK, &signals, nil)
        precondition(code == 0, "signals cannot be blocked")
        // Peers that hang up are told apart by the calls that write to them.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Returns when one comes.
    ///
    /// - Returns: Its name.
    static func wait() -> String {
        var (signals, number) = (set, Int32(0))
        while sigwait(&signals, &number) != 0 {}
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }

    /// Returns when one comes or `semaphore` is signalled.
    static func wait(orFor semaphore: DispatchSemaphore) {
        let thread = pthread_self()
        DispatchQueue.global().async {
            semaphore.wait()
            // Wakes the waiting thread the same way.
            pthread_kill(thread, SIGTERM)
        }
        _ = wait()
    }

    private static var set: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}
