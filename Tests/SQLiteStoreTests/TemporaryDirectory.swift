import Foundation

/// A directory that is gone with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    /// - Parameter isFast: In memory where the system has a place for that: syncs cost nothing there.
    init(isFast: Bool = false) throws {
        let memory = "/dev/shm"
        let place =
            isFast && FileManager.default.isWritableFile(atPath: memory)
            ? memory : FileManager.default.temporaryDirectory.path
        path = place + "/adms-bridge-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
