import BridgeCore

/// Events a second from a backlog to one receiver: one by one, in batches and over TLS; the first beside the load
/// generator posting bodies of the same size.
struct DeliveryBenchmark {
    let run: BenchmarkRun
    private static let inFlight = 64
    private static let batch = 100

    func figures() throws -> [Figure] {
        let backlog = run.plan.isQuick ? 10_000 : 50_000
        return try [plain(backlog), batches(backlog * 10)] + secure(backlog)
    }

    private func plain(_ backlog: Int) throws -> Figure {
        try CountingReceiver.with { receiver, port in
            run.progress("deliveries, backlog of \(backlog)")
            let perSecond = try drain(backlog, receiver, BridgeSettings.Endpoint(port: port))
            run.progress("deliveries: plain POSTs to the same receiver")
            return Figure(
                name: "deliveries", title: "deliveries to one receiver, backlog \(backlog)", value: perSecond,
                unit: .perSecond, floor: try floor(backlog, port), target: .atLeast(10_000))
        }
    }

    private func batches(_ backlog: Int) throws -> Figure {
        try CountingReceiver.with { receiver, port in
            run.progress("deliveries in batches of \(Self.batch), backlog of \(backlog)")
            let endpoint = BridgeSettings.Endpoint(port: port, batch: Self.batch)
            return Figure(
                name: "deliveries.batches",
                title: "events to one receiver in batches of \(Self.batch), backlog \(backlog)",
                value: try drain(backlog, receiver, endpoint), unit: .perSecond, target: .atLeast(100_000))
        }
    }

    /// Nothing where there is no program to make a certificate with.
    private func secure(_ backlog: Int) throws -> [Figure] {
        try TemporaryDirectory.with { directory in
            guard let tls = try ThrowawayIdentity(in: directory) else {
                run.progress("deliveries over TLS: not measured, there is no openssl here")
                return []
            }
            return try CountingReceiver.with(tls: tls.identity) { receiver, port in
                run.progress("deliveries over TLS, backlog of \(backlog)")
                let perSecond = try drain(
                    backlog, receiver, BridgeSettings.Endpoint(port: port, isSecure: true),
                    authorities: tls.certificatePath)
                return [
                    Figure(
                        name: "deliveries.tls", title: "the same over TLS, connections kept",
                        value: perSecond,
                        unit: .perSecond, target: .atLeast(5_000))
                ]
            }
        }
    }

    private func drain(
        _ backlog: Int, _ receiver: CountingReceiver, _ endpoint: BridgeSettings.Endpoint,
        authorities: String? = nil
    ) throws -> Double {
        try TemporaryDirectory.with { directory in
            var settings = BridgeSettings(devices: 1)
            settings.authorities = authorities
            settings.endpoints = [endpoint]
            settings.endpoints[0].isEnabled = false
            // Begins the endpoint's log before the events come.
            try run.withBridge(settings, in: directory) { _ in }
            try StoreFilling.fill("\(directory)/data", count: backlog, day: run.day, devices: 1)
            settings.endpoints[0].isEnabled = true
            let (arrivals, events) = try run.withBridge(settings, in: directory) { _ in
                try receiver.wait(
                    for: (backlog + endpoint.batch - 1) / endpoint.batch, patience: .seconds(10))
                // A request arrives with its head; its events count once its body is there.
                let end = Stopwatch.now + Duration.seconds(5).nanoseconds
                while receiver.events < backlog, Stopwatch.now < end { Stopwatch.sleep(.milliseconds(5)) }
                return (receiver.takeArrivals(), receiver.events)
            }
            guard events >= backlog, let first = arrivals.first, let last = arrivals.last,
                endpoint.batch > 1 || Set(arrivals.map(\.id)).count == backlog
            else { throw BenchmarkError(reason: "\(events) of \(backlog) events were delivered") }
            return Double(events) * 1e9 / Double(max(1, last.at - first.at))
        }
    }

    private func floor(_ count: Int, _ port: UInt16) throws -> Double {
        let events = try PunchEvents(devices: 1, day: run.day)
        let body = events.events(0..<1, of: 0).first?.body(sequence: 1_000_000) ?? []
        var source = WebhookRequests(body: body)
        let load = try LoadGenerator(port: port, connections: Self.inFlight)
        return try load.run(.closedLoop(for: .seconds(60), atMost: count), &source).perSecond
    }

    private struct WebhookRequests: RequestSource {
        private let request: [UInt8]

        init(body: [UInt8]) {
            let head = """
                POST / HTTP/1.1\r
                Host: 127.0.0.1\r
                Content-Type: application/json\r
                webhook-id: evt_aaaaaaaaaaaaaaaaaaaaaaaaaa\r
                Content-Length: \(body.count)\r
                \r

                """
            request = Array(head.utf8) + body
        }

        mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8]) {
            bytes.append(contentsOf: request)
        }
    }
}
