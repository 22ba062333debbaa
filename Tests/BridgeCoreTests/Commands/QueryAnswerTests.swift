import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct QueryAnswerTests {
    private static func user(_ pin: String) -> Fact { .user(UserReport(pin: pin, raw: "")) }

    private static func finger(_ pin: String, _ index: Int?, modality: Int = 1) -> Fact {
        .biometric(BiometricReport(pin: pin, modality: modality, index: index, template: [1]))
    }

    private static func punch(_ time: String, _ pin: String = "7") -> Fact {
        .punch(Punch(pin: pin, time: CivilTime(time)!, status: 0, verify: 1, workCode: nil, raw: ""))
    }

    private static func photo(_ time: String?) -> Fact {
        .attendancePhoto(
            AttendancePhoto(
                fileName: "x", pin: nil, time: time.flatMap { CivilTime($0) }, matched: nil, image: []))
    }

    private static let span: JSONObject = ["from": "2026-11-20 08:00:00", "until": "2026-11-20 09:00:00"]

    @Test(
        "an upload answers a query where it is what was asked for",
        arguments: [
            (.userQuery, [:], user("7"), true), (.userQuery, ["pin": "7"], user("7"), true),
            (.userQuery, ["pin": "7"], user("8"), false),
            (.userQuery, ["pin": "7"], finger("7", 1), false),
            (.biometricQuery, ["modality": "fingerprint"], finger("7", 1), true),
            (.biometricQuery, ["modality": "fingerprint"], finger("7", 1, modality: 2), false),
            (.biometricQuery, ["modality": "fingerprint", "pin": "8"], finger("7", 1), false),
            (.biometricQuery, ["modality": "fingerprint", "pin": "7", "index": 2], finger("7", 1), false),
            (.biometricQuery, ["modality": "fingerprint", "pin": "7", "index": 0], finger("7", nil), true),
            (.attendanceQuery, span, punch("2026-11-20 08:00:00"), true),
            (.attendanceQuery, span, punch("2026-11-20 09:00:00"), true),
            (.attendanceQuery, span, punch("2026-11-20 09:00:01"), false),
            (.attendanceQuery, span, photo("2026-11-20 08:00:00"), false),
            (.attendancePhotoQuery, span, photo("2026-11-20 08:00:00"), true),
            (.attendancePhotoQuery, span, photo("2026-11-20 07:59:59"), false),
            (.attendancePhotoQuery, span, photo(nil), false),
        ] as [(CommandType, JSONObject, Fact, Bool)])
    func matching(_ type: CommandType, _ params: JSONObject, _ fact: Fact, _ isAnswer: Bool) throws {
        let query = try #require(try Command(type: type, params: params).uploadQuery)
        #expect(query.isAnswered(by: fact) == isAnswer)
    }

    @Test("the query types, and only they, wait for uploads", arguments: CommandType.allCases)
    func queries(_ type: CommandType) throws {
        let params = type.example
        let query = try Command(type: type, params: params).uploadQuery
        #expect((query != nil) == type.isQuery)
        #expect(query?.tables.isEmpty != true)
    }

    @Test("one person's query is complete with the receipt and the person, in whatever order")
    func one() {
        for receiptFirst in [true, false] {
            var answer = QueryAnswer(.users(pin: "7"))
            #expect(answer.state(at: Sample.now) == .open)
            if receiptFirst { answer.takeReceipt(at: Sample.now) }
            let took = answer.take([Self.user("8"), Self.user("7"), Self.finger("7", 1)], at: Sample.now)
            #expect(took)
            if !receiptFirst { answer.takeReceipt(at: Sample.now) }
            #expect(answer.state(at: Sample.now) == .complete)
            #expect(answer.facts == [Self.user("7")])
        }
    }

    @Test(
        "the one thing asked for is the answer though the terminal never says that it is done, after a while")
    func wordless() {
        var answer = QueryAnswer(.users(pin: "7"))
        _ = answer.take([Self.user("8")], at: Sample.now)
        #expect(answer.state(at: Sample.now + .seconds(1000)) == .open)
        _ = answer.take([Self.user("7")], at: Sample.now)
        #expect(answer.state(at: Sample.now) == .waiting(until: Sample.now + .seconds(30)))
        #expect(answer.state(at: Sample.now + .seconds(30)) == .complete)
        var all = QueryAnswer(.users(pin: nil))
        _ = all.take([Self.user("7")], at: Sample.now)
        #expect(all.state(at: Sample.now + .seconds(1000)) == .open)
    }

    @Test("a query for many is complete when the terminal has been silent for a while")
    func many() {
        var answer = QueryAnswer(.users(pin: nil))
        answer.takeReceipt(at: Sample.now)
        #expect(answer.state(at: Sample.now) == .waiting(until: Sample.now + .seconds(10)))
        let strange = answer.take([Self.finger("7", 1)], at: Sample.now + .seconds(3))
        #expect(!strange)
        let took = answer.take([Self.user("7"), Self.user("8")], at: Sample.now + .seconds(4))
        #expect(took)
        #expect(answer.state(at: Sample.now + .seconds(13)) == .waiting(until: Sample.now + .seconds(14)))
        #expect(answer.state(at: Sample.now + .seconds(14)) == .complete)
        guard case .object(let result) = answer.result, case .array(let users)? = result["users"] else {
            Issue.record("the result lists users")
            return
        }
        #expect(users.count == 2)
        #expect(result["count"] == 2)
        #expect(result["complete"] == .some(.null))
    }

    @Test("the result lists templates by size and digest only, and punches by their number")
    func results() {
        var templates = QueryAnswer(
            .biometrics(BiometricSelection(pin: "7", modality: .fingerprint, index: 1)))
        _ = templates.take([Self.finger("7", 1)], at: Sample.now)
        #expect(templates.result.text.contains(#""template":{"size":1,"sha256":"#))
        #expect(templates.result.text.hasSuffix(#""count":1,"complete":true}"#))
        let time = CivilTime("2026-11-20 08:00:00")!
        var punches = QueryAnswer(.attendance(from: time, until: time))
        _ = punches.take(["7", "8", "9"].map { Self.punch("2026-11-20 08:00:00", $0) }, at: Sample.now)
        #expect(punches.result == ["count": 3, "complete": nil])
        #expect(punches.facts.isEmpty)
    }

    @Test("a punch that comes again is the same punch")
    func punchTwice() throws {
        let time = try #require(CivilTime("2026-11-20 08:00:00"))
        var answer = QueryAnswer(.attendance(from: time, until: time))
        for _ in 0..<3 {
            _ = answer.take(["7", "8"].map { Self.punch("2026-11-20 08:00:00", $0) }, at: Sample.now)
        }
        #expect(answer.result == ["count": 2, "complete": nil])
    }

    @Test("who comes twice is one person, as they came last")
    func twice() {
        var answer = QueryAnswer(.users(pin: nil))
        _ = answer.take([Self.user("7"), Self.user("8")], at: Sample.now)
        var later = UserReport(pin: "7", raw: "USER PIN=7")
        later.name = "Ann"
        _ = answer.take([.user(later)], at: Sample.now)
        #expect(answer.facts == [.user(later), Self.user("8")])
        #expect(answer.result.text.contains(#""truncated":false,"count":2"#))
    }

    @Test("an older row does not end a query that is to prove a write; the right one does, or silence")
    func stale() throws {
        let write = try Command(type: .userUpsert, params: ["pin": "7", "name": "Ann"])
        var answer = QueryAnswer(.users(pin: "7"), proving: write)
        answer.takeReceipt(at: Sample.now)
        _ = answer.take([Self.user("7")], at: Sample.now)
        #expect(answer.state(at: Sample.now) == .waiting(until: Sample.now + .seconds(10)))
        var right = UserReport(pin: "7", raw: "USER PIN=7")
        right.name = "Ann"
        _ = answer.take([.user(right)], at: Sample.now + .seconds(1))
        #expect(answer.state(at: Sample.now + .seconds(1)) == .complete)
    }

    @Test("of very many people all are counted and some listed, and the result says so")
    func flood() {
        var answer = QueryAnswer(.users(pin: nil))
        for _ in 0..<3 {
            _ = answer.take((1...1000).map { Self.user(String($0)) }, at: Sample.now)
        }
        #expect(answer.facts.count == QueryAnswer.maximumKept)
        #expect(answer.result.text.contains(#""truncated":true,"count":1000"#))
    }
}
