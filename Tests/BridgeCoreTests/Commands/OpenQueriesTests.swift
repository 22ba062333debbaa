import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct OpenQueriesTests {
    private let queries = OpenQueries()
    private static let number = CommandNumber(5)

    private static func user(_ pin: String) -> Fact { .user(UserReport(pin: pin, raw: "")) }

    private func open(_ number: CommandNumber = number, pin: String? = nil) {
        queries.open(
            [OpenQuery(number: number, query: .users(pin: pin), isVerification: false)], of: Sample.serial,
            at: Sample.now)
    }

    @Test("a terminal answers from the moment a query was handed to it, and no other does")
    func opens() {
        #expect(!queries.isAnswering(Sample.serial))
        open()
        #expect(queries.isAnswering(Sample.serial) && !queries.isAnswering(Sample.otherSerial))
        #expect(
            queries.remembered(of: [Self.number, CommandNumber(6)], from: Sample.serial) == [Self.number])
        #expect(queries.remembered(of: [Self.number], from: Sample.otherSerial).isEmpty)
        queries.forget([Self.number], of: Sample.serial)
        #expect(!queries.isAnswering(Sample.serial))
    }

    @Test("one person's query is answered by receipt and person, and then forgotten")
    func one() {
        open(pin: "7")
        #expect(queries.take([Self.user("7")], from: Sample.serial, at: Sample.now).isEmpty)
        let done = queries.takeReceipts(of: [Self.number], from: Sample.serial, at: Sample.now)
        #expect(done.map(\.number) == [Self.number] && done.first?.serial == Sample.serial)
        #expect(done.first?.answer.facts == [Self.user("7")])
        #expect(!queries.isAnswering(Sample.serial))
        #expect(queries.due(at: Sample.now + .days(1)).isEmpty)
    }

    @Test("a query for all is due when its terminal has been silent")
    func silence() {
        open()
        _ = queries.takeReceipts(of: [Self.number], from: Sample.serial, at: Sample.now)
        _ = queries.take([Self.user("7")], from: Sample.serial, at: Sample.now + .seconds(5))
        #expect(queries.due(at: Sample.now + .seconds(14)).isEmpty)
        #expect(queries.due(at: Sample.now + .seconds(15)).map(\.number) == [Self.number])
        #expect(!queries.isAnswering(Sample.serial))
    }

    @Test("a terminal that never stops sending what is asked for is not waited for for ever")
    func endless() {
        open()
        let end = Sample.now + .seconds(3600)
        _ = queries.takeReceipts(of: [Self.number], from: Sample.serial, at: Sample.now)
        _ = queries.take([Self.user("7")], from: Sample.serial, at: end - .seconds(1))
        #expect(queries.due(at: end - .seconds(1)).isEmpty)
        #expect(queries.due(at: end).map(\.number) == [Self.number])
    }

    @Test("a query nobody answers is forgotten and answers nothing")
    func unanswered() {
        open()
        #expect(queries.due(at: Sample.now + .seconds(3600)).isEmpty)
        #expect(!queries.isAnswering(Sample.serial))
    }

    @Test("a query handed out again begins anew")
    func again() {
        open(pin: "7")
        _ = queries.take([Self.user("7")], from: Sample.serial, at: Sample.now)
        open(pin: "7")
        #expect(queries.takeReceipts(of: [Self.number], from: Sample.serial, at: Sample.now).isEmpty)
    }

    @Test("an answer that could not be kept is due again")
    func takenBack() {
        open(pin: "7")
        _ = queries.takeReceipts(of: [Self.number], from: Sample.serial, at: Sample.now)
        let done = queries.take([Self.user("7")], from: Sample.serial, at: Sample.now)
        #expect(done.count == 1 && queries.due(at: Sample.now).isEmpty)
        queries.takeBack(done, at: Sample.now)
        #expect(queries.due(at: Sample.now).first?.answer.facts == [Self.user("7")])
    }

    @Test("what one terminal uploads answers all its queries, and nobody else's")
    func several() {
        open(pin: "7")
        open(CommandNumber(6))
        _ = queries.takeReceipts(
            of: [Self.number, CommandNumber(6)], from: Sample.serial, at: Sample.now)
        #expect(queries.take([Self.user("7")], from: Sample.otherSerial, at: Sample.now).isEmpty)
        let done = queries.take([Self.user("7")], from: Sample.serial, at: Sample.now)
        #expect(done.map(\.number) == [Self.number])
        #expect(
            queries.due(at: Sample.now + .days(1)).first?.answer.result.text.contains(#""count":1"#) == true)
    }
}
