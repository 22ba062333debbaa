import ADMS
import BridgeCore
import Testing

/// Work codes, identity cards and errors.
struct SmallRecordTests {
    @Test(
        "a work code has its code, and a name and a person where it says so",
        arguments: [
            ("WORKCODE PIN=31\tCODE=7\tNAME=Paint shop", "31", "Paint shop"),
            ("workcode Code=7\tPin=0", nil, nil), ("WORKCODE CODE=7\tNAME=\tPIN=", nil, nil),
        ] as [(String, String?, String?)])
    func workCodes(row: String, pin: String?, name: String?) {
        for table in ["OPERLOG", "WORKCODE"] {
            #expect(
                Reading(row, table: table).facts == [
                    .workCode(WorkCodeReport(code: "7", name: name, pin: pin, raw: row))
                ])
        }
    }

    @Test(
        "a card has all fields in the protocol's order, empty where it has none, and no picture or template")
    func card() throws {
        let row =
            "IDCARD PIN=0\tName= Ann Example\tSNNum=SN1\tIDNum=ID1\tGender=2\tPhoto=V0xmAH4A\tFPTemplate1=QwGI\tFPTemplate2=QwGJ\tBirthday=19911218\tNotice=n"
        let reading = Reading(row, table: "IDCARD")
        let card = try #require(reading.idCards.first)
        #expect(card.pin == nil)
        #expect(
            card.fields.map { "\($0.name)=\($0.text)" } == [
                "serial_number=SN1", "id_number=ID1", "dn_number=", "name=Ann Example", "gender=2", "nation=",
                "birthday=19911218", "valid_info=", "address=", "additional_info=", "issuer=", "reserve=",
                "notice=n",
            ])
        #expect(reading.acknowledgement == "OK: 1\n")
        #expect(Reading("PIN=31\tIDNum=1", table: "IDCARD").idCards.map(\.pin) == ["31"])
    }

    @Test("a card without fields, and one with too long a field, are set aside without picture and templates")
    func badCards() {
        let empty = Reading("IDCARD PIN=1\tPhoto=V0xm\tFPTemplate1=QwGI", table: "IDCARD")
        #expect(empty.rejects.map(\.reason) == ["the row has none of an identity card's fields"])
        #expect(empty.lines.allSatisfy { !$0.contains("V0xm") && !$0.contains("QwGI") })
        let long = Reading("IDCARD Address=" + String(repeating: "a ", count: 600), table: "IDCARD")
        #expect(long.rejects.map(\.reason) == ["Address has 1199 bytes, at most 1024 are read"])
    }

    @Test("an error has its code and what else is said")
    func errors() {
        let row = "ERRORLOG ErrCode=D01E0001\tErrMsg=\tDataOrigin=cmd\tCmdId=123\tAdditional=a=b"
        let reading = Reading(row, table: "ERRORLOG")
        #expect(
            reading.facts == [
                .deviceError(
                    DeviceErrorReport(
                        code: "D01E0001", message: nil, origin: "cmd", commandID: "123", additional: "a=b",
                        raw: row))
            ])
        #expect(reading.acknowledgement == "OK\n")
        #expect(
            Reading("ERRORLOG ErrMsg=x", table: "ERRORLOG").rejects.map(\.reason) == [
                "ErrCode is missing or empty"
            ])
        #expect(
            Reading("WORKCODE PIN=1", table: "OPERLOG").rejects.map(\.reason) == ["CODE is missing or empty"])
    }

    @Test("pictures and secrets of strange cells are not in what an event shows of a row")
    func shown() {
        let row = "ERRORLOG ErrCode=1\tTmp=QUJD\tComKey=5\tAdditional=\(String(repeating: "Ab1+", count: 64))"
        #expect(
            Reading(row, table: "ERRORLOG").deviceErrors.map(\.raw) == [
                "ERRORLOG ErrCode=1\tTmp=[4 bytes withheld]\tComKey=***\tAdditional=[256 bytes withheld]"
            ])
    }
}
