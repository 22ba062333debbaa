import BridgeCore
import BridgeTestSupport
import Testing

@Suite("What the diagnosis says of requests that were not believed")
struct MistrustFindings {
    private let now = Sample.now

    /// The findings of a terminal that shook hands ten seconds after somebody was not believed.
    private func codes(
        _ device: Device, from address: String, key: String?, after time: Duration
    ) -> [String: Diagnosis.Finding.Severity] {
        let directory = DeviceDirectory(
            devices: [device], unknown: .hold, defaultZone: .utc, openedAt: now)
        _ = directory.arrival(of: device.serial, from: address, carrying: key, at: now)
        let shaken = now + .seconds(10)
        _ = directory.arrival(of: device.serial, from: "192.0.2.7", carrying: "k3y", at: shaken)
        directory.note(device.serial) { $0.lastHandshake = shaken }
        let diagnosis = Diagnosis(
            of: directory.device(device.serial) ?? device, directory.activity(of: device.serial),
            at: now + time, startedAt: now)
        return Dictionary(uniqueKeysWithValues: diagnosis.findings.map { ($0.code, $0.severity) })
    }

    @Test("where the terminal itself shook hands after, they were somebody else's, and it is told for a day")
    func others() {
        let keyed = Sample.device(commKey: "k3y")
        let without = codes(keyed, from: "198.51.100.9", key: "wrong", after: .seconds(20))
        #expect(without["other_without_key"] == .notice && without["comm_key_mismatch"] == nil)
        let later = codes(keyed, from: "198.51.100.9", key: "wrong", after: .days(2))
        #expect(later["other_without_key"] == nil)
        var placed = Sample.device(commKey: "k3y")
        placed.networks = [NetworkRange("192.0.2.0/24")!]
        let stray = codes(placed, from: "198.51.100.9", key: "k3y", after: .seconds(20))
        #expect(stray["other_at_stray_address"] == .notice && stray["stray_address"] == nil)
    }
}
