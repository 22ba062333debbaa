import Foundation
import Glibc

/// A file system of 2 MB in memory. Only root may mount one.
final class SmallDisk: Sendable {
    let path: String
    private let place: TemporaryDirectory

    /// `nil` where mounting is not permitted.
    init?() throws {
        place = try TemporaryDirectory()
        path = place.path + "/disk"
        guard mkdir(path, 0o700) == 0, mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0 else { return nil }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Whether tests may mount: a condition for `@Test(.enabled(if:))`.
    static let isPermitted = ((try? SmallDisk()) ?? nil) != nil

    /// Takes up `bytes` of the disk.
    func occupy(_ bytes: Int) throws {
        try Data(count: bytes).write(to: URL(fileURLWithPath: path + "/filler"))
    }

    func giveBack() throws { try FileManager.default.removeItem(atPath: path + "/filler") }
}
