import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct DeviceDirectoryTests {
    private let now = Sample.now

    private func directory(
        _ devices: [Device] = [], unknown: UnknownDevicePolicy = .hold
    ) -> DeviceDirectory {
        DeviceDirectory(devices: devices, unknown: unknown, defaultZone: .utc, openedAt: now)
    }

    private func arrive(
        _ directory: DeviceDirectory, _ serial: SerialNumber = Sample.serial,
        from address: String = "192.0.2.7",
        key: String? = nil, at time: Instant = Sample.now
    ) -> Outcome {
        switch directory.arrival(of: serial, from: address, carrying: key, at: time) {
        case .claimed(_, let tenant, let change, _): .claimed(tenant, change)
        case .held: .held
        case .postponed: .postponed
        case .mistrusted: .mistrusted
        case .refused: .refused
        }
    }

    private enum Outcome: Equatable {
        case claimed(TenantID, PresenceChange?)
        case held, postponed, mistrusted, refused
    }

    @Test("a claimed terminal is registered when first heard, and no news after that")
    func registered() {
        let directory = directory([Sample.device()])
        #expect(arrive(directory) == .claimed(Sample.tenant, .registered))
        #expect(arrive(directory) == .claimed(Sample.tenant, nil))
        let device = directory.device(Sample.serial)
        #expect(device?.presence.firstSeen == now)
        #expect(device?.presence.isOnline == true)
        #expect(device?.presence.address == "192.0.2.7")
    }

    @Test("a stranger is held, adopted or refused, as the configuration says")
    func strangers() {
        let held = directory(unknown: .hold)
        #expect(arrive(held) == .held)
        #expect(held.device(Sample.serial)?.tenant == nil)
        #expect(held.device(Sample.serial)?.presence.firstSeen == now)
        let adopting = directory(unknown: .adopt(into: Sample.otherTenant))
        #expect(arrive(adopting) == .claimed(Sample.otherTenant, .registered))
        #expect(adopting.device(Sample.serial)?.tenant == Sample.otherTenant)
        let refusing = directory(unknown: .refuse)
        #expect(arrive(refusing) == .refused)
        #expect(refusing.device(Sample.serial) == nil)
    }

    @Test("no more strangers are adopted within an hour than may be; the others are held, and adopted later")
    func boundedAdoption() {
        let directory = DeviceDirectory(
            devices: [Sample.device()], unknown: .adopt(into: Sample.otherTenant), defaultZone: .utc,
            adoptionsPerHour: 2, openedAt: now)
        let strangers = (1...4).map { SerialNumber("STRANGER\($0)")! }
        let adopted = Outcome.claimed(Sample.otherTenant, .registered)
        #expect(strangers.map { arrive(directory, $0) } == [adopted, adopted, .postponed, .postponed])
        #expect(arrive(directory, strangers[2]) == .held)
        #expect(!directory.takesData(of: strangers[2], from: "192.0.2.7", carrying: nil, at: now))
        #expect(directory.held().map(\.serial) == [strangers[2], strangers[3]])
        // Who is somebody's is as welcome as ever.
        #expect(arrive(directory) == .claimed(Sample.tenant, .registered))
        #expect(arrive(directory, strangers[0]) == .claimed(Sample.otherTenant, nil))
        let later = now + .seconds(3600)
        #expect(directory.takesData(of: strangers[2], from: "192.0.2.7", carrying: nil, at: later))
        #expect(arrive(directory, strangers[2], at: later) == adopted)
        #expect(directory.device(strangers[2])?.isAdopted == true)
        #expect(directory.held().map(\.serial) == [strangers[3]])
    }

    @Test("a claimed terminal is let in whatever happens to strangers")
    func claimedWhereRefused() {
        let directory = directory([Sample.device()], unknown: .refuse)
        #expect(arrive(directory) == .claimed(Sample.tenant, .registered))
    }

    @Test("with a comm key only who carries it, or comes from where it was carried last, is believed")
    func commKey() {
        let directory = directory([Sample.device(commKey: "k3y")])
        #expect(arrive(directory) == .mistrusted)
        #expect(arrive(directory, key: "wrong") == .mistrusted)
        #expect(arrive(directory, key: "") == .mistrusted)
        #expect(arrive(directory, key: "k3y") == .claimed(Sample.tenant, .registered))
        #expect(arrive(directory) == .claimed(Sample.tenant, nil))
        #expect(arrive(directory, from: "192.0.2.8") == .mistrusted)
        // A wrong key is not forgiven where the right one came from.
        #expect(arrive(directory, key: "wrong") == .mistrusted)
        #expect(arrive(directory, from: "192.0.2.8", key: "k3y") == .claimed(Sample.tenant, nil))
        #expect(arrive(directory, from: "192.0.2.7") == .mistrusted)
    }

    @Test("who is not believed leaves no trace")
    func mistrustedLeavesNoTrace() {
        let directory = directory([Sample.device(commKey: "k3y")])
        _ = arrive(directory, key: "wrong")
        #expect(directory.device(Sample.serial)?.presence == DevicePresence())
        #expect(directory.device(Sample.serial)?.profile.trustedAddress == nil)
    }

    @Test("a terminal without a comm key may carry any")
    func needlessKey() {
        #expect(arrive(directory([Sample.device()]), key: "x") == .claimed(Sample.tenant, .registered))
    }

    @Test("a terminal that falls silent goes offline once, and comes online when heard again")
    func silence() {
        let directory = directory([Sample.device()])
        let silence = Duration.seconds(300)
        _ = arrive(directory)
        #expect(directory.sweep(at: now, silence: silence).isEmpty)
        #expect(directory.sweep(at: now + silence, silence: silence).isEmpty)
        let gone = directory.sweep(at: now + silence + .milliseconds(1), silence: silence)
        #expect(gone.map(\.serial) == [Sample.serial])
        #expect(gone.first?.presence.isOnline == false)
        #expect(directory.sweep(at: now + .days(1), silence: silence).isEmpty)
        #expect(arrive(directory, at: now + .days(1)) == .claimed(Sample.tenant, .online))
        #expect(directory.device(Sample.serial)?.presence.firstSeen == now)
    }

    @Test("after a restart terminals have as long as ever to be heard before they count as offline")
    func silenceAfterRestart() {
        // Polls are not written down, so what was saved is old.
        var device = Sample.device()
        device.presence.firstSeen = now - .days(30)
        device.presence.lastSeen = now - .days(1)
        device.presence.isOnline = true
        let (directory, silence) = (directory([device]), Duration.seconds(300))
        #expect(directory.sweep(at: now, silence: silence).isEmpty)
        #expect(directory.sweep(at: now + silence, silence: silence).isEmpty)
        #expect(directory.sweep(at: now + silence + .milliseconds(1), silence: silence).count == 1)
    }

    @Test("a stranger that is claimed no longer counts among the strangers")
    func claimedStrangers() throws {
        let directory = directory()
        func serial(_ number: Int) throws -> SerialNumber { try #require(SerialNumber("X\(number)")) }
        for number in 0..<DeviceDirectory.maximumHeld {
            _ = arrive(directory, try serial(number))
            _ = directory.update(try serial(number)) { $0.tenant = Sample.tenant }
        }
        for number in 20_000..<20_100 { _ = arrive(directory, try serial(number)) }
        let known = try (20_000..<20_100).filter { directory.device(try serial($0)) != nil }
        #expect(known.count == 100)
    }

    @Test("a held terminal that falls silent is no news")
    func heldIsSilent() {
        let directory = directory()
        _ = arrive(directory)
        #expect(directory.sweep(at: now + .days(1), silence: .seconds(300)).isEmpty)
    }

    @Test("news that could not be kept comes again")
    func takeBack() {
        let directory = directory([Sample.device()])
        _ = arrive(directory)
        directory.takeBack(.registered, of: Sample.serial)
        #expect(arrive(directory) == .claimed(Sample.tenant, .registered))
        _ = directory.sweep(at: now + .days(1), silence: .seconds(300))
        directory.takeBack(.offline, of: Sample.serial)
        #expect(directory.sweep(at: now + .days(1), silence: .seconds(300)).count == 1)
        #expect(arrive(directory, at: now + .days(1)) == .claimed(Sample.tenant, .online))
        directory.takeBack(.online, of: Sample.serial)
        #expect(arrive(directory, at: now + .days(1)) == .claimed(Sample.tenant, .online))
        directory.takeBack(.online, of: Sample.otherSerial)
    }

    @Test("a change is kept and given back to be saved; nobody changes a stranger")
    func update() {
        let directory = directory([Sample.device()])
        let changed = directory.update(Sample.serial) { $0.profile.firmware = "Ver 8" }
        #expect(changed?.profile.firmware == "Ver 8")
        #expect(directory.device(Sample.serial)?.profile.firmware == "Ver 8")
        #expect(directory.update(Sample.otherSerial) { $0.name = "x" } == nil)
    }

    @Test("no more than 10 000 strangers are remembered, those heard last")
    func bounded() throws {
        let directory = directory([Sample.device()])
        func serial(_ number: Int) throws -> SerialNumber { try #require(SerialNumber("X\(number)")) }
        for number in 0..<12_000 {
            // The very first keeps knocking.
            _ = arrive(directory, try serial(0), at: now + .milliseconds(Int64(number)))
            _ = arrive(directory, try serial(number), at: now + .milliseconds(Int64(number)))
        }
        let known = try (0..<12_000).filter { directory.device(try serial($0)) != nil }
        #expect(known.count <= DeviceDirectory.maximumHeld)
        #expect(known.count > DeviceDirectory.maximumHeld / 2)
        #expect(known.first == 0)
        #expect(known.dropFirst().elementsEqual((12_000 - known.count + 1)..<12_000))
        #expect(directory.device(Sample.serial) != nil)
    }

    @Test("of invented serials neither the terminals nor what they did pile up")
    func inventedSerials() throws {
        let directory = directory()
        let serials = try (0..<20_000).map { try #require(SerialNumber("X\($0)")) }
        for (number, serial) in serials.enumerated() {
            _ = arrive(directory, serial, at: now + .milliseconds(Int64(number)))
            directory.note(serial) { $0.lastHandshake = now }
        }
        let known = serials.filter { directory.device($0) != nil }
        let active = serials.filter { directory.activity(of: $0).lastHandshake != nil }
        #expect(known.count <= DeviceDirectory.maximumHeld && active == known)
    }

    @Test("nothing is kept of what a terminal did that is not in the directory")
    func unknownActivity() {
        let directory = directory()
        #expect(
            directory.note(Sample.serial) {
                $0.lastHandshake = now; return 7
            } == 7)
        #expect(directory.activity(of: Sample.serial) == DeviceActivity())
    }
}
