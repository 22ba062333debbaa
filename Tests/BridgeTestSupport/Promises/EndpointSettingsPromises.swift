package import BridgeCore
import Testing

extension StorePromise {
    /// What endpoints of the configuration are set to, and what a change of that does.
    static let endpointSettings = [
        StorePromise("an endpoint keeps every option it can have") { subject in
            var endpoints: [WebhookEndpoint] = []
            var full = Sample.endpoint("full")
            full.options = .everything
            full.secrets = [
                EndpointSecret(Sample.secret, until: nil),
                EndpointSecret(SigningSecret(String(repeating: "QUFB", count: 20))!, until: Sample.now),
            ]
            full.name = "The \"full\" one, ü"
            full.shows = [.photo]
            endpoints.append(full)
            for (id, ordering) in [("block", PoisonPolicy.block), ("skip", .skip(after: 1))] {
                var endpoint = Sample.endpoint(id)
                endpoint.options.ordering = .device(ordering)
                endpoints.append(endpoint)
            }
            var basic = Sample.endpoint("basic")
            basic.options.auth = .basic(user: "me", password: "pässword:\"\n")
            basic.options.retrySchedule = []
            basic.secrets = []
            basic.serials = []
            endpoints.append(basic)
            try subject.adopt(endpoints: endpoints)
            try subject.restart()
            #expect(try subject.store.lanes().map(\.endpoint) == endpoints)
        },
        StorePromise("another address has to shake hands anew and is not paused, the same one stays as it is")
        {
            subject in
            var endpoint = Sample.endpoint()
            endpoint.options.wantsHandshake = true
            try subject.adopt(endpoints: [endpoint])
            var settlement = Settlement(endpoint: Sample.key())
            settlement.hasShakenHands = true
            settlement.pausedUntil = Sample.now + .days(1)
            try await subject.settle(settlement)
            endpoint.maximumInFlight = 2
            try subject.adopt(endpoints: [endpoint])
            #expect(try subject.lane()?.hasShakenHands == true)
            #expect(try subject.lane()?.pausedUntil == Sample.now + .days(1))
            endpoint.url = Sample.endpoint(url: "https://example.com/elsewhere").url
            try subject.adopt(endpoints: [endpoint])
            #expect(try subject.lane()?.hasShakenHands == false)
            #expect(try subject.lane()?.pausedUntil == nil)
        },
        StorePromise("any change of secrets or options enables an endpoint that delivery disabled") {
            subject in
            let changes: [(inout WebhookEndpoint) -> Void] = [
                { $0.secrets = [EndpointSecret(SigningSecret(String(repeating: "QUFB", count: 20))!)] },
                { $0.options.headers[0].value = "other" },
                { $0.options.auth = .bearer(token: "other") },
                { $0.options.clientCertificate?.privateKeyPEM = "other" },
                { $0.options.rateLimit = 3 },
                { $0.options.addsCloudEventHeaders = false },
            ]
            for change in changes {
                var endpoint = Sample.endpoint()
                endpoint.options = .everything
                try subject.adopt(endpoints: [endpoint])
                var settlement = Settlement(endpoint: Sample.key())
                settlement.disabledBecause = "410 Gone"
                settlement.health = .bad
                settlement.pausedUntil = Sample.now + .days(1)
                try await subject.settle(settlement)
                try subject.adopt(endpoints: [endpoint])
                #expect(try subject.lane() == nil)
                try subject.restart()
                try subject.adopt(endpoints: [endpoint])
                #expect(try subject.lane() == nil)
                change(&endpoint)
                try subject.adopt(endpoints: [endpoint])
                let lane = try #require(try subject.lane())
                #expect(lane.endpoint == endpoint)
                #expect(!lane.health.isFailing)
                #expect(lane.health.failingSince == nil)
                #expect(lane.health.notices == 0)
                #expect(lane.health.lastError == nil)
                #expect(lane.pausedUntil == nil)
            }
        },
        StorePromise("a change of an endpoint that was never disabled leaves its health as it is") {
            subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            var settlement = Settlement(endpoint: Sample.key())
            settlement.health = .bad
            try await subject.settle(settlement)
            try subject.adopt(endpoints: [Sample.endpoint(patterns: [.family("device.")])])
            #expect(try subject.lane()?.health == .bad)
        },
        StorePromise("disabled and enabled again in the configuration, an endpoint goes on where it stopped")
        {
            subject in
            let log = try await subject.logWithEndpoint(events: 2)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[0].position
            settlement.disabledBecause = "410 Gone"
            try await subject.settle(settlement)
            try subject.adopt(endpoints: [Sample.endpoint(isEnabled: false)])
            #expect(try subject.lane() == nil)
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try subject.lane()?.position == log[0].position)
        },
    ]
}

extension EndpointHealth {
    fileprivate static var bad: EndpointHealth {
        var health = EndpointHealth()
        health.failingSince = Sample.now
        health.failures = 20
        health.lastError = "timeout"
        health.notices = 3
        return health
    }
}

extension EndpointOptions {
    /// Every option set to something else than its default.
    package static var everything: EndpointOptions {
        var options = EndpointOptions()
        options.ordering = .device(.skip(after: 7))
        options.batch = BatchRule(maximumEvents: 100, maximumWait: .milliseconds(1500))
        options.rateLimit = 50
        options.headers = [
            HeaderField(name: "X-Site", value: "header-value-4711"), HeaderField(name: "x-empty", value: ""),
        ]
        options.auth = .bearer(token: "bearer-token-4711")
        options.clientCertificate = ClientCertificate(
            certificatePEM: "-----BEGIN CERTIFICATE-----\nabc\n", privateKeyPEM: "private-key-4711\n")
        options.retrySchedule = [.seconds(5), .milliseconds(250), .seconds(86400)]
        options.addsCloudEventHeaders = true
        options.wantsHandshake = true
        options.maximumBacklogAge = .seconds(86400 * 3)
        return options
    }
}
