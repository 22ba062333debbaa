import Glibc

/// Standard output or standard error, unbuffered: what was written is seen at once.
struct StandardStream: Sendable {
    private let descriptor: Int32

    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    /// What became of it is nobody's business here: a stream nobody reads is no reason to stop.
    func write(_ text: String) {
        do throws(Failure) { try print(text) } catch {}
    }

    /// Writes what somebody asked for and must not believe to have where it could not be written.
    ///
    /// One `write(2)`, more only if the system takes less than all.
    func print(_ text: String) throws(Failure) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, Array(rest), rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Failure(code: errno) }
            rest = rest.dropFirst(written)
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let code: Int32

        var description: String { "the output cannot be written: \(String(cString: strerror(code)))" }
    }
}
