import ADMS
import BridgeCore
import Testing

struct UserRowTests {
    @Test("every field is read, the password only as being there")
    func whole() {
        let row =
            "USER PIN=31\tName=Ann B. Ó\tPri=14\tPasswd=4711\tCard=196793\tGrp=1\tTZ=0001000100000000\tVerify=-1\tViceCard=\tExpires=1\tStartDatetime=2026-01-01 00:00:00\tEndDatetime=2026-12-31 23:59:59"
        let shown = row.replacing("4711", with: "***")
        #expect(
            Reading(row, table: "OPERLOG").facts == [
                .user(
                    UserReport(
                        pin: "31", name: "Ann B. Ó", privilege: 14, hasPassword: true, card: "196793",
                        group: "1", verify: -1, validFrom: "2026-01-01 00:00:00",
                        validUntil: "2026-12-31 23:59:59", expires: true, timeZones: [1], secondCard: "0",
                        raw: shown))
            ])
    }

    @Test("what is empty or missing is nil, in any order, case and with empty cells")
    func sparse() {
        #expect(
            Reading("USER PIN=31", table: "OPERLOG").users == [UserReport(pin: "31", raw: "USER PIN=31")])
        let row = "user \tverifymode=4\t\tstray\tPASSWD=\tname=\tcard=\tgrp=\tpIn= 31 \tenddatetime=0\tName=x"
        #expect(
            Reading(row, table: "OPERLOG").users == [
                UserReport(pin: "31", hasPassword: false, verify: 4, raw: row)
            ])
    }

    @Test(
        "time zones and a second card are read where the terminal writes them as the manuals do, else they are unsaid",
        arguments: [
            ("TZ=0000000100000000", [], nil), ("TZ=00010001000A0032", [1, 10, 50], nil),
            ("TZ=0001000000000000", [], nil), ("TZ=", nil, nil), ("TZ=1", nil, nil),
            ("TZ=000100010000000g", nil, nil), ("ViceCard=", nil, "0"), ("ViceCard=0", nil, "0"),
            ("ViceCard=[15CD5B07]", nil, "123456789"), ("ViceCard=x", nil, nil),
        ] as [(String, [Int]?, String?)])
    func rareFields(cell: String, zones: [Int]?, card: String?) throws {
        let user = try #require(Reading("USER PIN=31\t\(cell)", table: "OPERLOG").users.first)
        #expect(user.timeZones == zones && user.secondCard == card)
    }

    @Test(
        "a limit says whether it counts",
        arguments: [
            ("Expires=0", false), ("Expires=1", true), ("Expires=3", true), ("Expires=", nil),
            ("Expires=2026-12-31 00:00:00", nil), ("Name=x", nil),
        ] as [(String, Bool?)])
    func expires(cell: String, expires: Bool?) throws {
        let user = try #require(Reading("USER PIN=31\t\(cell)", table: "OPERLOG").users.first)
        #expect(user.expires == expires)
    }

    @Test("a name keeps every = but the first")
    func equals() {
        #expect(Reading("USER PIN=31\tName=a=b==\tPri=0", table: "OPERLOG").users.map(\.name) == ["a=b=="])
    }

    @Test(
        "cards are told in decimal",
        arguments: [
            ("133440", "133440"), ("0000133440", "133440"), ("18446744073709551615", "18446744073709551615"),
            ("[15CD5B07]", "123456789"), ("[00e1f50500]", "100000000"), ("[8180CB0600]", "114000001"),
            ("[ffffffffffffffff]", "18446744073709551615"), ("0", nil), ("[0000000000]", nil), ("", nil),
        ] as [(String, String?)])
    func cards(cell: String, card: String?) throws {
        let user = try #require(Reading("USER PIN=31\tCard=\(cell)", table: "OPERLOG").users.first)
        #expect(user.card == card)
    }

    @Test(
        "limits are as the terminal writes them, by its own clock",
        arguments: [
            ("StartDatetime=0\tEndDatetime=0\tExpires=0", nil, nil),
            ("StartDatetime=583050990\tEndDatetime=2026-12-31", "583050990", "2026-12-31"),
            ("Expires=2026-12-31 00:00:00", nil, "2026-12-31 00:00:00"), ("Expires=3", nil, nil),
            ("EndDatetime=2027-01-01\tExpires=2026-12-31 00:00:00", nil, "2027-01-01"),
        ] as [(String, String?, String?)])
    func limits(cells: String, from: String?, until: String?) throws {
        let user = try #require(Reading("USER PIN=31\t\(cells)", table: "OPERLOG").users.first)
        #expect(user.validFrom == from)
        #expect(user.validUntil == until)
    }

    @Test(
        "a row we cannot trust is rejected with its key, the value and the rule, without its password",
        arguments: [
            ("USER Name=Ann\tPasswd=77", "PIN is empty", "USER Name=Ann\tPasswd=***"),
            ("USER PIN=0\tName=Ann", "PIN is \"0\": 0 is never a person", nil),
            (
                "USER PIN=31 Name=Ann Passwd=77 Card=1",
                "PIN is \"31 Name=Ann Passwd=***\": the row's cells must be separated by TAB",
                "USER PIN=31 Name=Ann Passwd=***"
            ),
            (
                "USER PIN=31\tPri=admin", "Pri is \"admin\": must be a whole number of at most 9 digits",
                nil
            ),
            (
                "USER PIN=31\tCard=[15CD5B0]",
                "Card is \"[15CD5B0]\": must be a number, or up to 8 bytes in hexadecimal like [15CD5B07]",
                nil
            ),
            (
                "USER PIN=31\tCard=15CD5B07",
                "Card is \"15CD5B07\": must be a number, or up to 8 bytes in hexadecimal like [15CD5B07]",
                nil
            ),
            (
                "USER PIN=31\tCard=99999999999999999999",
                "Card is \"99999999999999999999\": must be a number, or up to 8 bytes in hexadecimal like [15CD5B07]",
                nil
            ),
            (
                "USER PIN=31\tName=" + String(repeating: "n", count: 200)
                    + String(repeating: " n", count: 500),
                "Name has 1200 bytes, at most 1024 are read", nil
            ),
            (
                "USER PIN=31" + String(repeating: "\tx=1", count: 64), "the row has more than 64 cells", nil
            ),
        ] as [(String, String, String?)])
    func rejects(row: String, reason: String, shown: String?) {
        let reading = Reading(row, table: "OPERLOG")
        #expect(reading.facts.isEmpty)
        #expect(reading.lines == [shown ?? row])
        #expect(reading.rejects.map(\.reason) == [reason])
    }

    @Test("a row of 8 KiB is read and a longer one is not")
    func longRow() {
        let start = "USER PIN=31\tX="
        let filler = { String(repeating: ".", count: $0 - start.utf8.count) }
        #expect(Reading(start + filler(8192), table: "OPERLOG").users.count == 1)
        #expect(
            Reading(start + filler(8193), table: "OPERLOG").rejects.first?.reason
                == "the row has 8193 bytes, at most 8192 are read; the line had 8193 bytes, the first 8192 are kept"
        )
    }
}
