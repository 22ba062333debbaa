import Foundation
import Synchronization

/// The zone a terminal's clock runs in: an IANA name with its history of offsets and daylight saving.
package final class DeviceZone: Sendable {
    /// The IANA name, e.g. `Asia/Jakarta`.
    package let name: String
    private let zone: TimeZone
    /// The stretch of calendar time resolved last. Punches of one zone fall into the same half year nearly
    /// always, and a look into the zone's tables costs microseconds.
    private let steady = Mutex<SteadySpan?>(nil)

    private struct SteadySpan {
        let range: Range<Int64>
        let offset: Int64
    }

    /// `nil` for a name the tz data does not have. Abbreviations (`EST`) and offsets (`+07:00`) are refused:
    /// they say nothing about daylight saving.
    package init?(name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    package static let utc = DeviceZone(utc: ())

    private init(utc: Void) {
        name = "UTC"
        zone = .gmt
    }

    /// How far local time is ahead of UTC at `instant`, in seconds.
    package func offset(at instant: Instant) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds)))
    }

    /// The instant a terminal in this zone meant.
    ///
    /// A local time that occurs twice (clocks put back) is taken as its first occurrence; one that never
    /// occurs (clocks put forward) is moved forward by the gap. Both are marked ambiguous.
    package func resolve(_ local: CivilTime) -> ResolvedTime {
        let seconds = local.unixSeconds
        let known = steady.withLock { $0 }
        if let known, known.range.contains(seconds) {
            return ResolvedTime(localSeconds: seconds, offset: known.offset, isAmbiguous: false)
        }
        return findOffset(ofLocal: seconds)
    }

    private func findOffset(ofLocal seconds: Int64) -> ResolvedTime {
        // Offsets lie within ±18 h, so a day to either side is before and after any transition near by.
        let day: Int64 = 86400
        let before = Int64(offset(at: Instant(seconds: seconds - day)))
        let after = Int64(offset(at: Instant(seconds: seconds + day)))
        let nextChange = zone.nextDaylightSavingTimeTransition(
            after: Date(timeIntervalSince1970: Double(seconds - day)))
        let end = nextChange.map { Int64($0.timeIntervalSince1970) } ?? .max
        if before == after, end > seconds + day {
            let steadyEnd = end == .max ? .max : end - day
            steady.withLock { $0 = SteadySpan(range: seconds..<max(seconds + 1, steadyEnd), offset: before) }
            return ResolvedTime(localSeconds: seconds, offset: before, isAmbiguous: false)
        }
        let candidates = [before, after].filter { candidate in
            Int64(offset(at: Instant(seconds: seconds - candidate))) == candidate
        }
        switch Set(candidates).count {
        case 1: return ResolvedTime(localSeconds: seconds, offset: candidates[0], isAmbiguous: false)
        case 2:
            return ResolvedTime(localSeconds: seconds, offset: max(before, after), isAmbiguous: true)
        default:
            let instant = seconds - before
            let offset = Int64(offset(at: Instant(seconds: instant)))
            return ResolvedTime(localSeconds: instant + offset, offset: offset, isAmbiguous: true)
        }
    }
}

/// A terminal's local time, placed.
package struct ResolvedTime: Sendable, Equatable {
    /// Local calendar seconds since 1970, after a skipped time was moved forward.
    let localSeconds: Int64
    /// Seconds ahead of UTC.
    package let offset: Int64
    package let isAmbiguous: Bool

    package var instant: Instant { Instant(seconds: localSeconds - offset) }

    /// `2024-08-05T12:40:57+07:00`
    package var rfc3339: String {
        let minutes = Int(abs(offset) / 60)
        var bytes = [UInt8]()
        bytes.reserveCapacity(25)
        CivilTime(unixSeconds: localSeconds).append(to: &bytes, separator: UInt8(ascii: "T"))
        bytes.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        bytes.append(digits: minutes / 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: minutes % 60, width: 2)
        return String(decoding: bytes, as: UTF8.self)
    }
}
