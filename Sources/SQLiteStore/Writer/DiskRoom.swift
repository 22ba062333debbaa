import Glibc

/// Whether the disk has room for what terminals report and people order.
///
/// Below the mark nothing new is taken, while there still is room to book deliveries, to forget old events and to
/// copy the write-ahead log. Asked at most once in an interval, and sooner only where much has been written since.
struct DiskRoom {
    private let minimum: Int
    private let interval: Duration
    private let freeBytes: @Sendable () -> Int?
    private(set) var isShort = false
    private var askedAt: ContinuousClock.Instant?
    private var writtenSince = 0

    /// - Parameter minimum: Bytes to be left free; 0: nothing is asked, and the disk may fill.
    init(directory: String, minimum: Int, tuning: StoreTuning) {
        self.minimum = minimum
        interval = tuning.roomCheckInterval
        freeBytes = tuning.freeBytes ?? { Self.freeBytes(in: directory) }
    }

    mutating func wrote(_ bytes: Int) { writtenSince += bytes }

    /// Asks, where it is time to.
    ///
    /// - Returns: Whether room ran short or came back just now; `nil` where all is as before.
    mutating func check(at now: ContinuousClock.Instant) -> DiskRoomChange? {
        guard minimum > 0 else { return nil }
        if let askedAt, now - askedAt < interval, writtenSince < minimum / 8 { return nil }
        (askedAt, writtenSince) = (now, 0)
        // Who cannot tell does not refuse: the disk itself will.
        guard let free = freeBytes(), (free < minimum) != isShort else { return nil }
        isShort.toggle()
        return DiskRoomChange(isShort: isShort, freeBytes: free, minimumFreeBytes: minimum)
    }

    /// What a program without privileges may still write; `nil` where the file system does not say.
    private static func freeBytes(in directory: String) -> Int? {
        var system = statvfs()
        guard statvfs(directory, &system) == 0 else { return nil }
        return Int(
            clamping: UInt64(system.f_bavail).multipliedReportingOverflow(by: UInt64(system.f_frsize)).0)
    }
}

/// The disk's room ran short, or came back.
package struct DiskRoomChange: Sendable, Equatable {
    /// Nothing new is taken from now on.
    package let isShort: Bool
    package let freeBytes: Int
    package let minimumFreeBytes: Int

    package init(isShort: Bool, freeBytes: Int, minimumFreeBytes: Int) {
        self.isShort = isShort
        self.freeBytes = freeBytes
        self.minimumFreeBytes = minimumFreeBytes
    }
}
