import Glibc

/// A thread of the engine's own, beside the library's.
struct EngineThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private let id: pthread_t

    /// Starts at once.
    init(_ body: @escaping @Sendable () -> Void) throws(HTTPServerError) {
        var id = pthread_t()
        let owned = Unmanaged.passRetained(Work(body))
        let result = pthread_create(
            &id, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, owned.toOpaque())
        guard result == 0 else {
            owned.release()
            throw .cannotListen(reason: "pthread_create: \(String(cString: strerror(result)))")
        }
        self.id = id
    }

    /// Waits for the end of the thread. To be called once, and not on the thread itself.
    func join() {
        let result = pthread_join(id, nil)
        precondition(result == 0, "a thread is joined once, and never by itself")
    }
}
