/// A thread that does the same small thing at an interval until stopped.
struct Sweeper: Sendable {
    private let bell: Bell
    private let thread: EngineThread

    /// - Parameter interval: milliseconds.
    init(interval: Int64, sweep: @escaping @Sendable () -> Void) throws(HTTPServerError) {
        let bell = try Bell()
        self.bell = bell
        thread = try EngineThread {
            while !bell.wait(interval) { sweep() }
        }
    }

    /// Ends the thread and waits for its end. To be called once.
    func stop() {
        bell.ring()
        thread.join()
    }
}
