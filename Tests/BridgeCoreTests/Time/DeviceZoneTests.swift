import BridgeCore
import Testing

@Suite struct DeviceZoneTests {
    @Test(
        "a local time is placed with its zone's offset",
        arguments: [
            ("Asia/Jakarta", "2024-08-05 12:40:57", "2024-08-05T12:40:57+07:00", false),
            ("Asia/Kolkata", "2026-01-01 00:00:00", "2026-01-01T00:00:00+05:30", false),
            ("Asia/Kathmandu", "2026-01-01 00:00:00", "2026-01-01T00:00:00+05:45", false),
            ("UTC", "2026-06-30 23:59:59", "2026-06-30T23:59:59+00:00", false),
            // Clocks go forward: the hour from 02:00 is skipped.
            ("Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T01:59:59+01:00", false),
            ("Europe/Berlin", "2026-03-29 02:00:00", "2026-03-29T03:00:00+02:00", true),
            ("Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T03:30:00+02:00", true),
            ("Europe/Berlin", "2026-03-29 03:00:00", "2026-03-29T03:00:00+02:00", false),
            // Clocks go back: the hour from 02:00 comes twice.
            ("Europe/Berlin", "2026-10-25 01:59:59", "2026-10-25T01:59:59+02:00", false),
            ("Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T02:30:00+02:00", true),
            ("Europe/Berlin", "2026-10-25 02:59:59", "2026-10-25T02:59:59+02:00", true),
            ("Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T03:00:00+01:00", false),
            ("America/New_York", "2026-03-08 02:30:00", "2026-03-08T03:30:00-04:00", true),
            ("America/New_York", "2026-11-01 01:30:00", "2026-11-01T01:30:00-04:00", true),
            ("America/New_York", "2026-12-24 18:00:00", "2026-12-24T18:00:00-05:00", false),
            // Half an hour of daylight saving.
            ("Australia/Lord_Howe", "2026-04-05 01:45:00", "2026-04-05T01:45:00+11:00", true),
            ("Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-04T02:45:00+11:00", true),
            // The zone left out 30 December 2011 altogether.
            ("Pacific/Apia", "2011-12-30 12:00:00", "2011-12-31T12:00:00+14:00", true),
            // The standard offset changed without any daylight saving.
            ("Asia/Pyongyang", "2018-05-04 23:45:00", "2018-05-05T00:15:00+09:00", true),
        ])
    func places(_ name: String, _ local: String, _ expected: String, _ isAmbiguous: Bool) throws {
        let zone = try #require(DeviceZone(name: name))
        let resolved = zone.resolve(try #require(CivilTime(local)))
        #expect(resolved.rfc3339 == expected)
        #expect(resolved.isAmbiguous == isAmbiguous)
        // The zone may have remembered something by now.
        #expect(zone.resolve(try #require(CivilTime(local))) == resolved)
    }

    @Test("the instant is the local time less the offset")
    func instant() throws {
        let zone = try #require(DeviceZone(name: "Asia/Jakarta"))
        let resolved = zone.resolve(try #require(CivilTime("2024-08-05 12:40:57")))
        #expect(resolved.instant.rfc3339 == "2024-08-05T05:40:57.000Z")
        #expect(zone.offset(at: resolved.instant) == 7 * 3600)
    }

    @Test(
        "what a zone remembers never changes an answer",
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Pyongyang",
            "America/Caracas", "Europe/Moscow", "Africa/Casablanca", "Asia/Tehran", "UTC",
        ])
    func remembersRightly(_ name: String) throws {
        let zone = try #require(DeviceZone(name: name))
        var random = Seeded(state: 2026)
        for _ in 0..<400 {
            // Half of the times near one another, so that what is remembered is used, 1971 to 2060.
            let base = Int64.random(in: 31_536_000..<2_840_140_800, using: &random)
            for step in [Int64(0), .random(in: -200_000...200_000, using: &random), 3600, 86_400 * 90] {
                let local = CivilTime(unixSeconds: base + step)
                let fresh = try #require(DeviceZone(name: name))
                try #require(zone.resolve(local) == fresh.resolve(local), "\(local.text())")
            }
        }
    }

    @Test(
        "a time that is placed without doubt reads the same in its zone",
        arguments: ["Europe/Berlin", "Pacific/Apia"])
    func readsBack(_ name: String) throws {
        let zone = try #require(DeviceZone(name: name))
        for hour in stride(from: Int64(1_262_304_000), to: 1_420_070_400, by: 1800) {
            let local = CivilTime(unixSeconds: hour)
            let resolved = zone.resolve(local)
            let back = resolved.instant.seconds + Int64(zone.offset(at: resolved.instant))
            try #require(resolved.isAmbiguous || back == hour, "\(local.text())")
        }
    }

    @Test(
        "a name that says nothing about daylight saving, or nothing at all, is refused",
        arguments: [
            "", "EST", "+07:00", "GMT+7", "Mars/Olympus", "Europe/", "/", "Europe/berlin/x", "../etc/passwd",
        ])
    func refuses(_ name: String) {
        #expect(DeviceZone(name: name) == nil)
    }

    @Test("a directory hands out one zone per name")
    func shares() throws {
        let zones = ZoneDirectory()
        let first = try #require(zones.zone(named: "Asia/Jakarta"))
        #expect(zones.zone(named: "Asia/Jakarta") === first)
        #expect(zones.zone(named: "UTC") === DeviceZone.utc)
        #expect(zones.zone(named: "Nowhere/Land") == nil)
    }
}

/// Random numbers that are the same in every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
