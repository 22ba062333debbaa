import Synchronization

/// Hands out one `DeviceZone` per name, so that ten thousand devices in one zone share its tables.
package final class ZoneDirectory: Sendable {
    private let zones = Mutex<[String: DeviceZone]>(["UTC": .utc])

    package init() {}

    /// `nil` for a name the tz data does not have.
    package func zone(named name: String) -> DeviceZone? {
        if let known = zones.withLock({ $0[name] }) { return known }
        guard let zone = DeviceZone(name: name) else { return nil }
        return zones.withLock {
            if let known = $0[name] { return known }
            $0[name] = zone
            return zone
        }
    }
}
