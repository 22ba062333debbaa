import BridgeCore
import BridgeTestSupport
import Foundation
import SQLiteStore
import Testing

/// What must not be found in a store's files.
@Suite struct StoredSecrets {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(
        "a command's password is in no row and in no byte of the files, and when it has ended not even sealed",
        arguments: Ending.allCases)
    func forgetsPassword(_ ending: Ending) async throws {
        let password = "70314159"
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        try store.adopt([Sample.configured(devices: [Sample.configuredDevice()])], at: Sample.now)
        let order = Sample.order(.userUpsert, ["pin": "7", "name": "Zoe", "password": .string(password)])
        // Others around it, so that its row is neither the first nor the last of its page.
        let others = [0, 1].map { _ in Sample.order(.deviceCheck, expiresAt: Sample.now + .days(9)) }
        let orders = [others[0], order, others[1]]
        let record = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }[1]
        let raw = try RawDatabase(directory.path)
        #expect(
            try raw.texts("SELECT params FROM commands WHERE type = 'user.upsert'").first?.hasPrefix(
                "sealed:")
                == true)
        #expect(try raw.texts("SELECT params FROM commands WHERE type = 'device.check'").first == "{}")
        #expect(try holds("Zoe") && !holds(password))

        switch ending {
        case .answered:
            let request = LeaseRequest(
                serial: Sample.serial, now: Sample.now, maximumCommands: 9, maximumBytes: 999
            ) { _, command in
                if case .upsertUser(let user) = command { Array((user.password ?? "").utf8) } else { [0] }
            }
            let handout = try await success { store.lease(request, completion: $0) }
            #expect(String(decoding: handout.text, as: UTF8.self).contains(password))
            _ = try await success {
                store.settle([.of(record.number)], from: Sample.serial, at: Sample.now, completion: $0)
            }
        case .cancelled:
            _ = try await success {
                store.cancel(record.number, of: Sample.tenant, at: Sample.now, completion: $0)
            }
        case .expired:
            _ = try await success { store.expire(at: Sample.now + .days(2), completion: $0) }
        }

        #expect(
            try raw.texts("SELECT params FROM commands WHERE type = 'user.upsert'") == [
                #"{"pin":"7","name":"Zoe","password":"***"}"#
            ])
        store.close()
        #expect(try holds("Zoe") && !holds(password))
    }

    /// Whether a file of the store has this text, the write-ahead log too.
    private func holds(_ text: String) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).contains { name in
            let path = URL(fileURLWithPath: directory.path + "/" + name)
            return try Data(contentsOf: path).range(of: Data(text.utf8)) != nil
        }
    }

    enum Ending: CaseIterable {
        case answered, cancelled, expired
    }
}
