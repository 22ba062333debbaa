import BridgeCore

/// What the bridge says of itself.
struct SystemRoutes: Sendable {
    let readiness: Readiness
    let metrics: Metrics
    let threads: ReadingThreads
    let openAPI: [UInt8]

    private static let prometheus = "text/plain; version=0.0.4; charset=utf-8"

    var routes: [Route] {
        let status = { (word: String) in Schema.report(.required("status", .choice([word]))) }
        return [
            Route(
                "GET", "/healthz",
                .open { _, answer in answer(.success(APIReply(200) { $0.value(["status": "ok"]) })) },
                Operation(
                    group: "Bridge", summary: "Whether the program runs", ignoresUnknownQuery: true,
                    answer: .ok("It runs.", status("ok")))),
            Route(
                "GET", "/readyz", .open { request, answer in readiness.report(at: request.now, answer) },
                Operation(
                    group: "Bridge", summary: "Whether data could be stored just now",
                    ignoresUnknownQuery: true,
                    answer: .ok("It could.", status("ready")),
                    refusals: [.init(status: 503, summary: "It could not.")])),
            Route(
                "GET", "/metrics",
                .admin { _, answer in
                    threads.run(answer) {
                        APIReply(200, contentType: Self.prometheus, body: Array(metrics.text.utf8))
                    }
                },
                Operation(
                    group: "Bridge", summary: "Counts and gauges for Prometheus", ignoresUnknownQuery: true,
                    answer: .init(
                        status: 200, summary: "The text format of Prometheus.", schema: .words,
                        contentType: "text/plain"))),
            Route(
                "GET", "/openapi.json",
                .open { _, answer in
                    answer(.success(APIReply(200, contentType: "application/json", body: openAPI)))
                },
                Operation(
                    group: "Bridge", summary: "This document", ignoresUnknownQuery: true,
                    answer: .ok("The API as OpenAPI 3.1 describes it.", Schema(.object([], isOpen: true))))),
        ]
    }
}
