package import BridgeCore
package import Crypto

/// Values for tests that need some value and do not care which.
package enum Sample {
    /// 2026-11-20T01:02:03.456Z
    package static let now = Instant(milliseconds: 1_795_136_523_456)
    package static let tenant = TenantID("default")!
    package static let otherTenant = TenantID("other")!
    package static let serial = SerialNumber("SIM0000000001")!
    package static let otherSerial = SerialNumber("SIM0000000002")!
    /// 24 zero bytes.
    package static let secret = SigningSecret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")!
    /// What stores of tests keep secrets under.
    package static let sealingKey = SealingKey(bytes: Array(repeating: 7, count: 32))!

    package static func device(
        _ serial: SerialNumber = serial, of tenant: TenantID? = tenant, name: String? = nil,
        zone: DeviceZone = .utc, commKey: String? = nil
    ) -> Device {
        Device(serial: serial, tenant: tenant, name: name, zone: zone, commKey: commKey)
    }

    /// A note of a change, of the admin's.
    package static func note(
        _ action: String = "POST /v1/test", of tenant: TenantID? = tenant, at now: Instant = now,
        details: JSONObject = JSONObject(), claim: IdempotencyClaim? = nil
    ) -> ChangeNote {
        ChangeNote(
            at: now, tenant: tenant, actor: "admin", address: "127.0.0.1", requestID: "req_1", action: action,
            object: "/v1/test", fields: ["id", "name"], details: details, claim: claim)
    }

    package static func claim(_ key: String = "once", _ fingerprint: UInt8 = 1) -> IdempotencyClaim {
        IdempotencyClaim(
            owner: "tenant:default admin", key: key, fingerprint: Array(repeating: fingerprint, count: 32))
    }

    package static func tenantKey(
        _ id: String = "key", _ digest: UInt8 = 1, of tenant: TenantID = tenant, expiresAt: Instant? = nil
    ) -> TenantKey {
        TenantKey(
            tenant: tenant, id: id, digest: Array(repeating: digest, count: 32),
            scopes: [.eventsRead, .commandsWrite], expiresAt: expiresAt)
    }

    /// A punch `number` seconds after midnight of 20 November 2026, so each number is another punch.
    package static func punch(_ number: Int = 0, pin: String = "1156") -> Punch {
        let time = CivilTime(unixSeconds: 1_795_132_800 + Int64(number))
        return Punch(
            pin: pin, time: time, status: 1, verify: 1, workCode: nil,
            raw: "\(pin)\t\(time.text())\t1\t1")
    }

    package static func event(
        _ number: Int = 0, of tenant: TenantID = tenant, from serial: SerialNumber = serial,
        acceptedAt: Instant = now
    ) -> EventDraft {
        EventOrigin(tenant: tenant, device: (serial, nil), acceptedAt: acceptedAt)
            .event(for: .punch(punch(number)), in: .utc)
    }

    /// An event whose body has about `bytes` bytes.
    package static func largeEvent(_ number: Int, bytes: Int, of tenant: TenantID = tenant) -> EventDraft {
        var large = punch(number)
        large.raw = String(repeating: "x", count: bytes)
        return EventOrigin(tenant: tenant, device: (serial, nil), acceptedAt: now)
            .event(for: .punch(large), in: .utc)
    }

    package static func reject(_ line: String, acceptedAt: Instant = now) -> EventDraft {
        EventOrigin(tenant: tenant, device: (serial, nil), acceptedAt: acceptedAt)
            .event(for: RejectedLine(table: "ATTLOG", line: Array(line.utf8), reason: "has no time"))
    }

    /// A batch of the punches with these numbers.
    package static func batch(
        _ numbers: some Sequence<Int>, of tenant: TenantID = tenant, from serial: SerialNumber = serial,
        acceptedAt: Instant = now, device: Device? = nil
    ) -> EventBatch {
        EventBatch(
            events: numbers.map { event($0, of: tenant, from: serial, acceptedAt: acceptedAt) },
            device: device)
    }

    /// An order that expires after a day. The parameters must be right for the type.
    package static func order(
        _ type: CommandType, _ params: JSONObject = [:], for serial: SerialNumber = serial,
        of tenant: TenantID = tenant, priority: Int = 0, expiresAt: Instant = now + .seconds(86400)
    ) -> CommandOrder {
        guard let command = try? Command(type: type, params: params) else {
            preconditionFailure("\(params) are no parameters of \(type.rawValue)")
        }
        return CommandOrder(
            tenant: tenant, serial: serial, command: command, params: params, priority: priority,
            expiresAt: expiresAt)
    }

    package static func key(_ id: String = "main", of tenant: TenantID = tenant) -> EndpointKey {
        EndpointKey(tenant: tenant, id: EndpointID(id)!)
    }

    package static func endpoint(
        _ id: String = "main", of tenant: TenantID = tenant, url: String = "https://example.com/hooks",
        patterns: [EventPattern] = [.all], isEnabled: Bool = true
    ) -> WebhookEndpoint {
        guard let url = try? WebhookURL(url, allowingPlain: true) else {
            preconditionFailure("\(url) is no webhook address")
        }
        return WebhookEndpoint(
            key: key(id, of: tenant), url: url, secrets: [EndpointSecret(secret)], patterns: patterns,
            isEnabled: isEnabled)
    }

    package static func configured(
        _ tenant: TenantID = tenant, keys: [TenantKey] = [], endpoints: [WebhookEndpoint] = [],
        devices: [ConfiguredDevice] = []
    ) -> ConfiguredTenant {
        ConfiguredTenant(id: tenant, name: "A customer", keys: keys, endpoints: endpoints, devices: devices)
    }

    package static func configuredDevice(
        _ serial: SerialNumber = serial, name: String? = nil, zoneName: String? = nil, commKey: String? = nil
    ) -> ConfiguredDevice {
        ConfiguredDevice(serial: serial, name: name, zoneName: zoneName, commKey: commKey)
    }
}
