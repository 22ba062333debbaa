package import BridgeCore

/// The answer to `cdata?type=time`, which clock-series terminals set their clocks by (protocol section 9).
package enum ClockReply {
    /// `Time=2011-05-05T17:40:20-05:00` and LF: the time in the terminal's zone, and the zone.
    package static func text(for device: Device, at now: Instant) -> [UInt8] {
        let offset = device.zone.offset(at: now)
        let local = CivilTime(unixSeconds: now.seconds + Int64(offset))
        return Array("Time=\(local.text(separator: "T"))\(ClockSeries.zone(offset: offset))\n".utf8)
    }
}
