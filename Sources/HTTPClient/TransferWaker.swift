import CCurl
import Synchronization

/// Ends a `poll` early, from any thread; once the transfers are gone it does nothing.
package final class TransferWaker: Sendable {
    private let multi: Mutex<Multi?>

    /// The handle `curl_multi_wakeup` is called with.
    // Safe because curl_multi_wakeup is the one function libcurl allows from any thread, and `close` takes the
    // handle away, under the same lock, before it is freed.
    private struct Multi: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
    }

    init(_ handle: UnsafeMutableRawPointer) {
        multi = Mutex(Multi(handle: handle))
    }

    package func wake() {
        multi.withLock { multi in
            guard let multi else { return }
            // It fails only where a byte is already waiting in the pipe, and then poll returns anyway.
            _ = curl_multi_wakeup(multi.handle)
        }
    }

    func close() { multi.withLock { $0 = nil } }
}
