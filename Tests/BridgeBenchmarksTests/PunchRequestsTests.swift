import BridgeCore
import Foundation
import Testing

@testable import BridgeBenchmarks

@Suite struct PunchRequestsTests {
    private let day = Instant(seconds: 1_800_000_000)

    @Test("punches of neighbouring numbers, and a day or a million apart, have different ids")
    func distinct() throws {
        let events = try PunchEvents(devices: 1, day: day)
        let numbers = [0, 1, 2, 86_399, 86_400, 86_401, 999_999, 1_000_000, 8_999_999]
        let ids = numbers.flatMap { events.events($0..<$0 + 1, of: 0).map(\.id) }
        #expect(Set(ids).count == numbers.count)
    }

    @Test("the announced length is the body's", arguments: [1, 7])
    func length(_ lines: Int) throws {
        var source = PunchRequests(devices: 2, linesPerRequest: lines, day: day)
        var bytes: [UInt8] = []
        source.write(request: 123_456, on: 1, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let end = try #require(text.range(of: "\r\n\r\n"))
        let body = text[end.upperBound...]
        #expect(text.contains("Content-Length: \(body.utf8.count)\r\n"))
        #expect(body.split(separator: "\n").count == lines)
    }
}
