import BridgeCore
import BridgeTestSupport
import SQLiteStore
import Testing

/// A queued command that this version of the program no longer takes.
@Suite struct UnreadableCommand {
    @Test("a command that cannot be read any more fails and holds up none behind it")
    func failsAlone() async throws {
        let directory = try TemporaryDirectory()
        var store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        try store.adopt([Sample.configured(devices: [Sample.configuredDevice()])], at: Sample.now)
        let orders = [Sample.order(.userDelete, ["pin": "7"]), Sample.order(.deviceCheck)]
        let records = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }
        store.close()
        try RawDatabase(directory.path, writable: true).run(
            #"UPDATE commands SET params = '{"pin":"no such pin"}' WHERE type = 'user.delete'"#)

        store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        let request = LeaseRequest(
            serial: Sample.serial, now: Sample.now, maximumCommands: 9, maximumBytes: 999
        ) { number, _ in Array("\(number)".utf8) }
        let rung = ManualClock(Instant(seconds: 0))
        store.onNewEvents { if $0 == [Sample.tenant] { rung.advance(by: .seconds(1)) } }
        let text = try await success { store.lease(request, completion: $0) }.text
        #expect(String(decoding: text, as: UTF8.self) == "\(records[1].number)")
        #expect(rung.now().seconds == 1)
        let failed = try store.command(records[0].number, of: Sample.tenant)
        #expect(failed?.status == .failed)
        #expect(failed?.reason == "this version of the bridge cannot carry it out")
        #expect(try store.read(Sample.tenant, after: 0, limit: 9).events.map(\.type) == [.commandFailed])
        #expect(!store.mayHaveWork(for: Sample.serial))
    }

    @Test("a command its terminal can no longer be told fails and holds up none behind it")
    func untellable() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt([Sample.configured(devices: [Sample.configuredDevice()])], at: Sample.now)
        let orders = [Sample.order(.userDelete, ["pin": "7"]), Sample.order(.deviceCheck)]
        let records = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }
        let request = LeaseRequest(
            serial: Sample.serial, now: Sample.now, maximumCommands: 9, maximumBytes: 999
        ) { number, command throws(CannotBeTold) in
            if command.type == .userDelete { throw CannotBeTold("pin is too long") }
            return Array("\(number)".utf8)
        }
        let text = try await success { store.lease(request, completion: $0) }.text
        #expect(String(decoding: text, as: UTF8.self) == "\(records[1].number)")
        let failed = try store.command(records[0].number, of: Sample.tenant)
        #expect(failed?.status == .failed)
        #expect(failed?.reason == "this terminal cannot be told to do it: pin is too long")
        #expect(!store.mayHaveWork(for: Sample.serial))
    }
}
