import Crypto
import Synchronization

/// Every terminal in memory, so that a poll costs a look into a dictionary and no disk.
///
/// The store stays the truth: what must survive a restart leaves here as a `Device` to save, in the same
/// commit as the events it goes with.
package final class DeviceDirectory: Sendable {
    /// Unclaimed serials remembered at most; anybody can invent them, so the least recently heard give way.
    package static let maximumHeld = 10_000

    private struct State {
        var devices: [SerialNumber: Device] = [:]
        var activities: [SerialNumber: DeviceActivity] = [:]
        var held = 0
        var adoptions = AdoptionCount()
    }

    private let state: Mutex<State>
    private let unknown: UnknownDevicePolicy
    /// Of terminals that have none of their own.
    package let defaultZone: DeviceZone
    /// While the bridge was not running it heard nobody, which says nothing about the terminals.
    private let openedAt: Instant
    private let adoptionsPerHour: Int

    /// - Parameters:
    ///   - adoptionsPerHour: Unknown terminals that become a tenant's within an hour at most; more are held.
    ///   - now: From when on terminals can be heard.
    package init(
        devices: [Device], unknown: UnknownDevicePolicy, defaultZone: DeviceZone,
        adoptionsPerHour: Int = 10_000, openedAt now: Instant
    ) {
        openedAt = now
        self.adoptionsPerHour = adoptionsPerHour
        var state = State()
        for device in devices where device.tenant != nil { state.devices[device.serial] = device }
        self.state = Mutex(state)
        self.unknown = unknown
        self.defaultZone = defaultZone
    }

    package func device(_ serial: SerialNumber) -> Device? {
        state.withLock { $0.devices[serial] }
    }

    /// A tenant's terminals in the order of their serial numbers, after `after` if given.
    package func devices(of tenant: TenantID, after: SerialNumber? = nil) -> [Device] {
        sorted(after: after) { $0.tenant == tenant }
    }

    /// Terminals that knocked and are nobody's, in the order of their serial numbers, after `after` if given.
    package func held(after: SerialNumber? = nil) -> [Device] { sorted(after: after) { $0.tenant == nil } }

    private func sorted(after: SerialNumber?, _ isWanted: (Device) -> Bool) -> [Device] {
        state.withLock { $0.devices.values.filter(isWanted) }
            .filter { device in after.map { $0.text < device.serial.text } ?? true }
            .sorted { $0.serial.text < $1.serial.text }
    }

    /// Puts in a terminal as the store has it now: claimed, changed or released by a person. What it has told about
    /// itself stays, what it has done only with its owner; a terminal that is nobody's any more is forgotten until it
    /// knocks.
    package func put(_ serial: SerialNumber, _ change: (inout Device) -> Void) {
        state.withLock { state in
            var device = state.devices[serial] ?? Device(serial: serial, tenant: nil, zone: defaultZone)
            if state.devices[serial]?.tenant == nil, state.devices[serial] != nil { state.held -= 1 }
            let owner = device.tenant
            change(&device)
            state.devices[serial] = device.tenant == nil ? nil : device
            if device.tenant != owner { state.activities[serial] = nil }
        }
    }

    /// A request of terminal `serial` came in, carrying `key` as its comm key if any.
    package func arrival(
        of serial: SerialNumber, from address: String, carrying key: String?, at now: Instant
    ) -> DeviceArrival {
        state.withLock { state in
            var device = state.devices[serial] ?? Device(serial: serial, tenant: nil, zone: defaultZone)
            if device.tenant == nil, case .adopt(let tenant) = unknown {
                guard state.adoptions.hasRoom(for: adoptionsPerHour, at: now) else {
                    let isNew = device.presence.firstSeen == nil
                    let held = hold(device, from: address, at: now, in: &state)
                    return isNew ? .postponed(held) : .held(held)
                }
                state.adoptions.count(at: now)
                if device.presence.firstSeen != nil { state.held -= 1 }
                device.adopt(into: tenant)
            }
            guard let tenant = device.tenant else {
                if case .refuse = unknown { return .refused }
                return .held(hold(device, from: address, at: now, in: &state))
            }
            guard device.mayCall(from: address) else {
                state.activities[serial, default: DeviceActivity()].lastStray = StrayRequest(
                    at: now, address: address)
                return unknown == .refuse ? .refused : .mistrusted(.address)
            }
            guard Self.hasKey(device, from: address, carrying: key) else {
                state.activities[serial, default: DeviceActivity()].lastMistrusted = now
                return unknown == .refuse ? .refused : .mistrusted(.commKey)
            }
            if device.commKey != nil { device.profile.trustedAddress = address }
            let change: PresenceChange? =
                device.presence.firstSeen == nil ? .registered : device.presence.isOnline ? nil : .online
            device.presence.firstSeen = device.presence.firstSeen ?? now
            device.presence.lastSeen = now
            device.presence.isOnline = true
            var conflict: DeviceConflict?
            if let old = device.presence.address, old != address {
                conflict = state.activities[serial, default: DeviceActivity()].conflicts.moved(
                    from: old, to: address, at: now)
            }
            if device.presence.address != address { device.presence.address = address }
            state.devices[serial] = device
            return .claimed(device, tenant, change, conflict)
        }
    }

    /// Whether data of terminal `serial` would be taken; notes nothing, so it can be asked before the body is read.
    package func takesData(
        of serial: SerialNumber, from address: String, carrying key: String?, at now: Instant
    ) -> Bool {
        state.withLock { state in
            guard let device = state.devices[serial], device.tenant != nil else {
                guard case .adopt = unknown else { return false }
                return state.adoptions.hasRoom(for: adoptionsPerHour, at: now)
            }
            return device.mayCall(from: address) && Self.hasKey(device, from: address, carrying: key)
        }
    }

    /// A terminal with a comm key is believed when it carries that, or comes from where it was last carried.
    private static func hasKey(_ device: Device, from address: String, carrying key: String?) -> Bool {
        guard let commKey = device.commKey else { return true }
        if let key { return constantTimeEqual(key.utf8, commKey.utf8) }
        return device.profile.trustedAddress == address
    }

    /// Changes what is known of a terminal; the result is to be saved. `nil` for a serial never seen.
    package func update(_ serial: SerialNumber, _ change: (inout Device) -> Void) -> Device? {
        state.withLock { state in
            guard var device = state.devices[serial] else { return nil }
            let wasHeld = device.tenant == nil
            change(&device)
            if wasHeld != (device.tenant == nil) { state.held += wasHeld ? -1 : 1 }
            state.devices[serial] = device
            return device
        }
    }

    /// What a claimed terminal has done since the bridge started.
    package func activity(of serial: SerialNumber) -> DeviceActivity {
        state.withLock { $0.activities[serial] ?? DeviceActivity() }
    }

    /// Notes something a terminal did; the caller says what is news about it. Nothing is kept of one that is not in
    /// here: anybody can invent serials.
    package func note<News>(_ serial: SerialNumber, _ change: (inout DeviceActivity) -> News) -> News {
        state.withLock { state in
            guard state.devices[serial] != nil else {
                var passing = DeviceActivity()
                return change(&passing)
            }
            return change(&state.activities[serial, default: DeviceActivity()])
        }
    }

    /// Terminals that are online and go by another offset than their zone has now, each once per offset: they are
    /// to shake hands again.
    package func outdated(at now: Instant) -> [Device] {
        state.withLock { state in
            state.devices.values.filter { device in
                let offset = device.zone.offset(at: now)
                guard device.presence.isOnline, device.tenant != nil, let told = device.profile.toldOffset,
                    told != offset, state.activities[device.serial]?.checkedOffset != offset
                else { return false }
                state.activities[device.serial, default: DeviceActivity()].checkedOffset = offset
                return true
            }
        }
    }

    /// Takes back a change of presence whose event could not be committed, so that the next request tries again.
    package func takeBack(_ change: PresenceChange, of serial: SerialNumber) {
        state.withLock { state in
            switch change {
            case .registered: state.devices[serial]?.presence.firstSeen = nil
            case .online: state.devices[serial]?.presence.isOnline = false
            case .offline: state.devices[serial]?.presence.isOnline = true
            }
        }
    }

    /// Terminals that were online and have not been heard for `silence`; they count as offline from now on.
    package func sweep(at now: Instant, silence: Duration) -> [Device] {
        state.withLock { state in
            var gone: [Device] = []
            for (serial, device) in state.devices where device.presence.isOnline {
                let heard = max(device.presence.lastSeen ?? openedAt, openedAt)
                guard now - heard > silence else { continue }
                state.devices[serial]?.presence.isOnline = false
                // Of one that its owner has yet to be told of there is nothing to take back.
                guard device.presence.firstSeen != nil else { continue }
                if let device = state.devices[serial], device.tenant != nil { gone.append(device) }
            }
            return gone
        }
    }

    private func hold(
        _ device: Device, from address: String, at now: Instant, in state: inout State
    ) -> Device {
        var device = device
        if device.presence.firstSeen == nil {
            if state.held >= Self.maximumHeld { forgetOldestHeld(in: &state) }
            state.held += 1
            device.presence.firstSeen = now
        }
        device.presence.lastSeen = now
        device.presence.address = address
        state.devices[device.serial] = device
        return device
    }

    /// Makes room by a tenth at once, since to find the oldest everybody has to be looked at.
    private func forgetOldestHeld(in state: inout State) {
        let oldest = state.devices.values.filter { $0.tenant == nil }
            .sorted { ($0.presence.lastSeen ?? .distantPast) < ($1.presence.lastSeen ?? .distantPast) }
            .prefix(Self.maximumHeld / 10)
        for device in oldest {
            state.devices[device.serial] = nil
            state.activities[device.serial] = nil
        }
        state.held -= oldest.count
    }
}

/// How many unknown terminals became a tenant's within the hour that began with the first of them: anybody can invent
/// serials, and each of these is kept for good.
private struct AdoptionCount: Sendable {
    private static let hour = Duration.seconds(3600)
    private var began: Instant?
    private var number = 0

    func hasRoom(for maximum: Int, at now: Instant) -> Bool { isOver(at: now) || number < maximum }

    mutating func count(at now: Instant) {
        if isOver(at: now) { (began, number) = (now, 0) }
        number += 1
    }

    /// Also where the clock was set back behind its beginning.
    private func isOver(at now: Instant) -> Bool {
        guard let began else { return true }
        return now < began || now - began >= Self.hour
    }
}

/// What the directory makes of a request.
package enum DeviceArrival: Sendable {
    /// A tenant's terminal, with the news its being heard makes, if any.
    case claimed(Device, TenantID, PresenceChange?, DeviceConflict?)
    /// Nobody's terminal yet; its data must not be acknowledged.
    case held(Device)
    /// The same, of one that is heard first and would be a tenant's, had not too many become so within an hour.
    case postponed(Device)
    /// A tenant's serial, and nothing says that it is the tenant's terminal: to be treated as unknown.
    case mistrusted(Mistrust)
    /// Nobody's terminal, and the configuration wants none of those.
    case refused
}

/// Why a request is not believed; the raw value is how it is counted.
package enum Mistrust: String, Sendable {
    /// It lacks the comm key it must carry.
    case commKey = "comm_key"
    /// It comes from where the terminal may not call from.
    case address
}

/// A change in whether a terminal is heard.
package enum PresenceChange: Sendable, Equatable {
    case registered, online, offline
}

extension Instant {
    static let distantPast = Instant(milliseconds: .min)
}
