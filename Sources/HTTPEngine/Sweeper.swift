import Glibc

/// A thread that does the same small thing at an interval until stopped.
// Safe because the thread's id is constant after `init`.
final class Sweeper: @unchecked Sendable {
    private final class Work: Sendable {
        let interval: Int64
        let bell: Bell
        let sweep: @Sendable () -> Void

        init(interval: Int64, bell: Bell, sweep: @escaping @Sendable () -> Void) {
            self.interval = interval
            self.bell = bell
            self.sweep = sweep
        }
    }

    private let work: Work
    private let thread: pthread_t

    /// - Parameter interval: milliseconds.
    init(interval: Int64, sweep: @escaping @Sendable () -> Void) throws(HTTPServerError) {
        work = Work(interval: interval, bell: try Bell(), sweep: sweep)
        var thread = pthread_t()
        let owned = Unmanaged.passRetained(work)
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                while !work.bell.wait(work.interval) { work.sweep() }
                return nil
            }, owned.toOpaque())
        guard result == 0 else {
            owned.release()
            throw .cannotListen(reason: "pthread_create: \(String(cString: strerror(result)))")
        }
        self.thread = thread
    }

    /// Ends the thread and waits for its end. To be called once.
    func stop() {
        work.bell.ring()
        let result = pthread_join(thread, nil)
        precondition(result == 0, "a sweeper is stopped once, and never by itself")
    }
}
