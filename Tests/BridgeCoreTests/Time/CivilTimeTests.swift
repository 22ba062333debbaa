import BridgeCore
import Testing

@Suite struct CivilTimeTests {
    @Test("every day from 1970 to 2199 comes back from its seconds and its text, one after the other")
    func roundTrip() throws {
        var expected = (year: 1970, month: 1, day: 1)
        for day in Int64(0)..<84006 {
            let time = CivilTime(unixSeconds: day * 86400 + day % 86400)
            try #require((time.year, time.month, time.day) == expected)
            try #require(time.unixSeconds == day * 86400 + day % 86400)
            try #require(CivilTime(time.text()) == time)
            let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            expected.day += 1
            if expected.day > lengths[expected.month - 1] {
                expected = (expected.year, expected.month + 1, 1)
                if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
            }
        }
        #expect(expected == (2200, 1, 1))
    }

    @Test(
        "a time as terminals write it is read",
        arguments: [
            ("1970-01-01 00:00:00", 0), ("2024-08-05 12:40:57", 1_722_861_657),
            ("2024-08-05T12:40:57", 1_722_861_657), ("2024-02-29 23:59:59", 1_709_251_199),
            ("2000-02-29 00:00:00", 951_782_400), ("2199-12-31 23:59:59", 7_258_118_399),
        ] as [(String, Int64)])
    func reads(_ text: String, _ seconds: Int64) {
        #expect(CivilTime(text)?.unixSeconds == seconds)
    }

    @Test(
        "a time that does not exist or is written otherwise is refused",
        arguments: [
            "", "2024-02-30 00:00:00", "2023-02-29 00:00:00", "2100-02-29 00:00:00", "2024-04-31 00:00:00",
            "2024-13-01 00:00:00", "2024-00-01 00:00:00", "2024-01-00 00:00:00", "2024-01-32 00:00:00",
            "2024-01-01 24:00:00", "2024-01-01 00:60:00", "2024-01-01 00:00:60", "1969-12-31 23:59:59",
            "2200-01-01 00:00:00", "0000-00-00 00:00:00", "2024-1-1 0:00:00", "2024-01-01",
            "24-01-01 00:00:00",
            "2024/01/01 00:00:00", "2024-01-01t00:00:00", "2024-01-01 00:00:00Z", " 2024-01-01 00:00:00",
            "2024-01-01 00:00:0a", "+024-01-01 00:00:00", "2024-01-01 -1:00:00", "２０２４-01-01 00:00",
        ])
    func refuses(_ text: String) {
        #expect(CivilTime(text) == nil)
    }

    @Test("a slice from the middle of a line is read by its own indices")
    func readsSlices() {
        let line = Array("1156\t2024-08-05 12:40:57\t1".utf8)
        #expect(CivilTime(line[5..<24])?.text() == "2024-08-05 12:40:57")
    }

    @Test("seconds before 1970 are days before it, not after")
    func beforeTheEpoch() {
        #expect(CivilTime(unixSeconds: -1).text() == "1969-12-31 23:59:59")
        #expect(CivilTime(unixSeconds: -86400).text(separator: "T") == "1969-12-31T00:00:00")
        #expect(CivilTime(unixSeconds: -86401).text() == "1969-12-30 23:59:59")
    }
}
