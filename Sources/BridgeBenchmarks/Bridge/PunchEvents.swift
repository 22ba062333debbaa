import ADMS
import BridgeCore

/// The events a bridge makes of the punches of `PunchRequests`, made by the bridge's own parts.
struct PunchEvents {
    private let origins: [EventOrigin]
    private let date: [UInt8]

    init(devices: Int, day: Instant) throws {
        guard let tenant = TenantID(BridgeSettings.tenant) else {
            throw BenchmarkError(reason: "no tenant can be called \(BridgeSettings.tenant)")
        }
        origins = (0..<devices).compactMap { device in
            SerialNumber(BenchmarkDevice.serial(device)).map {
                EventOrigin(tenant: tenant, device: ($0, nil), acceptedAt: day)
            }
        }
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
