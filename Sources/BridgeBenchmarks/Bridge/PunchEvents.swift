import ADMS
import BridgeCore

/// The events a bridge makes of the punches of `PunchRequests`, made by the bridge's own parts.
struct PunchEvents {
    private let origins: [EventOrigin]
    private let date: [UInt8]

    /// - Parameter tenants: Terminal n is the n-th tenant's, in turn.
    init(devices: Int, tenants: Int = 1, day: Instant) throws {
        origins = (0..<devices).compactMap { device in
            guard let tenant = TenantID(BridgeSettings.tenant(device % tenants)),
                let serial = SerialNumber(BenchmarkDevice.serial(device))
            else { return nil }
            return EventOrigin(tenant: tenant, device: (serial, nil), acceptedAt: day)
        }
        guard origins.count == devices else { throw BenchmarkError(reason: "terminals cannot be named") }
        date = Array(day.rfc3339.utf8.prefix(10))
    }

    /// The events of the punches with these numbers, uploaded by one terminal.
    func events(_ numbers: Range<Int>, of device: Int) -> [EventDraft] {
        var body: [UInt8] = []
        body.reserveCapacity(numbers.count * PunchLine.length)
        for number in numbers { PunchLine.append(number, date: date, to: &body) }
        var reader = UploadReader(table: "ATTLOG", body: body, profile: DeviceProfile(), charset: nil)
        let facts = reader.next(limit: numbers.count)?.facts ?? []
        let origin = origins[device % origins.count]
        return facts.reduce(into: []) { origin.append(eventsFor: $1, in: .utc, to: &$0) }
    }
}
