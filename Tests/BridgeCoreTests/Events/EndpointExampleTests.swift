import BridgeCore
import Foundation
import Testing

/// What customers are shown of events about endpoints is what the bridge makes.
@Suite struct EndpointExamples {
    struct News: Sendable {
        let type: String
        let notice: EndpointNotice
        let undelivered: Int
        /// When it was accepted, in milliseconds since 1970.
        let accepted: Int64
        let ordinal: Int64
        let sequence: Int64
    }

    private static let failingSince = Instant(milliseconds: 1_795_158_451_004)

    private static let news = [
        News(
            type: "endpoint.failing", notice: .failing(since: failingSince, lastError: "http_503"),
            undelivered: 38, accepted: 1_795_158_764_518, ordinal: 1, sequence: 5012),
        News(
            type: "endpoint.recovered", notice: .recovered(failingSince: failingSince), undelivered: 126,
            accepted: 1_795_164_002_260, ordinal: 2, sequence: 5140),
        News(
            type: "endpoint.disabled",
            notice: .disabled(
                reason: "the receiver answered 410 Gone", failingSince: nil, lastError: "http_410"),
            undelivered: 1, accepted: 1_795_598_100_731, ordinal: 3, sequence: 9418),
        News(
            type: "endpoint.backlog_dropped", notice: .backlogDropped(events: 412, first: 9418, last: 9877),
            undelivered: 3205, accepted: 1_797_724_807_090, ordinal: 4, sequence: 16377),
    ]

    @Test(
        "the published example of an event about an endpoint is what the bridge makes of such news",
        arguments: news)
    func example(news: News) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "webhook-schemas/examples/\(news.type).json")
        let example = try JSONReader.read(Array(try Data(contentsOf: path)))
        let tenant = try #require(TenantID("acme"))
        let endpoint = try #require(EndpointID("payroll"))
        let origin = EventOrigin(
            tenant: tenant, device: nil, acceptedAt: Instant(milliseconds: news.accepted))
        let event = origin.event(
            for: news.notice, about: endpoint, undelivered: news.undelivered, ordinal: news.ordinal)
        #expect(try JSONReader.read(event.body(sequence: news.sequence)) == example)
        #expect(event.about == endpoint)
    }
}
