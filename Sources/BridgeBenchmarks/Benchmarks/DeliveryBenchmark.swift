import BridgeCore

/// Webhooks a second from a backlog to one receiver, beside the load generator posting bodies of the same size.
struct DeliveryBenchmark {
    let run: BenchmarkRun
    private static let inFlight = 64

    func figures() throws -> [Figure] {
        let backlog = run.plan.isQuick ? 10_000 : 50_000
        return try CountingReceiver.with { receiver, port in
            run.progress("deliveries, backlog of \(backlog)")
            let perSecond = try drain(backlog, receiver, port)
            run.progress("deliveries: plain POSTs to the same receiver")
            let floor = try floor(backlog, port)
            return [
                Figure(
                    name: "deliveries", title: "deliveries to one receiver, backlog \(backlog)",
                    value: perSecond, unit: .perSecond, floor: floor)
            ]
        }
    }

    private func drain(_ backlog: Int, _ receiver: CountingReceiver, _ port: UInt16) throws -> Double {
        try TemporaryDirectory.with { directory in
            var settings = BridgeSettings(devices: 1)
            settings.endpoints = [BridgeSettings.Endpoint(port: port, isEnabled: false)]
            // Begins the endpoint's log before the events come.
            try run.withBridge(settings, in: directory) { _ in }
            try StoreFilling.fill("\(directory)/data", count: backlog, day: run.day, devices: 1)
            settings.endpoints[0].isEnabled = true
            let arrivals = try run.withBridge(settings, in: directory) { _ in
                try receiver.wait(for: backlog, patience: .seconds(10))
                return receiver.takeArrivals()
            }
            guard Set(arrivals.map(\.id)).count == backlog, let first = arrivals.first,
                let last = arrivals.last
            else {
                throw BenchmarkError(reason: "\(arrivals.count) of \(backlog) webhooks were delivered")
            }
            return Double(arrivals.count) * 1e9 / Double(max(1, last.at - first.at))
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
