import BridgeCore
import BridgeTestSupport
import CSQLite
import Foundation
import SQLiteStore
import Testing

/// The files of a store, and who may have them open.
@Suite struct StoreFiles {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open() throws -> SQLiteStore {
        try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
    }

    @Test("the directory is made, for the owner only")
    func makesDirectory() throws {
        let path = directory.path + "/data"
        let store = try SQLiteStore(directory: path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        #expect(try mode(of: path) == 0o700)
    }

    @Test("commits wait for the disk: WAL and synchronous=FULL are really set")
    func isDurable() throws {
        let store = try open()
        defer { store.close() }
        #expect(try store.writerSetting("journal_mode") == "wal")
        #expect(try store.writerSetting("synchronous") == "2")
        #expect(try store.writerSetting("wal_autocheckpoint") == "0")
        #expect(try RawDatabase(directory.path).texts("PRAGMA journal_mode") == ["wal"])
    }

    @Test("the database, full of secrets, is the owner's only, wherever it stands")
    func isPrivate() async throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
        let store = try open()
        defer { store.close() }
        for file in ["bridge.db", "bridge.db-wal", "bridge.db-shm", "lock"] {
            #expect(try mode(of: directory.path + "/" + file) == 0o600, "\(file)")
        }
    }

    @Test("a second store in the same directory is refused with a clear sentence")
    func secondOpen() throws {
        let store = try open()
        defer { store.close() }
        let error = #expect(throws: StoreOpenError.self) { try open() }
        #expect(
            error?.description
                == "cannot open the store in \(directory.path): another adms-bridge process has it open")
    }

    @Test("a closed store's directory can be opened again")
    func reopens() throws {
        try open().close()
        try open().close()
    }

    @Test("a directory that cannot be made is refused with its reason")
    func noDirectory() throws {
        let error = #expect(throws: StoreOpenError.self) {
            try SQLiteStore(
                directory: directory.path + "/missing/data", now: Sample.now, sealing: Sample.sealingKey)
        }
        #expect(error?.reason.contains("No such file or directory") == true)
    }

    @Test("a database of a newer program is refused and left as it is")
    func newerSchema() throws {
        try open().close()
        try RawDatabase(directory.path, writable: true).run("PRAGMA user_version = 99")
        let error = #expect(throws: StoreOpenError.self) { try open() }
        #expect(error?.reason.contains("written by a newer version") == true)
        #expect(error?.reason.contains("schema 99") == true)
        #expect(try RawDatabase(directory.path).texts("PRAGMA user_version") == ["99"])
    }

    @Test("a file that is no database is refused")
    func noDatabase() throws {
        let bytes = Data(String(repeating: "this is no database. ", count: 200).utf8)
        try bytes.write(to: URL(fileURLWithPath: directory.path + "/bridge.db"))
        #expect(throws: StoreOpenError.self) { try open() }
    }

    @Test("a store that could not be opened can be once the reason is gone")
    func letsGoAfterFailure() throws {
        try open().close()
        let raw = try RawDatabase(directory.path, writable: true)
        let version = try raw.texts("PRAGMA user_version")[0]
        try raw.run("PRAGMA user_version = 99")
        #expect(throws: StoreOpenError.self) { try open() }
        try raw.run("PRAGMA user_version = \(version)")
        try open().close()
    }

    @Test("after a close everything is in the one file")
    func closeEmptiesLog() async throws {
        let store = try open()
        try store.adopt([Sample.configured()], at: Sample.now)
        _ = try await success { store.accept(Sample.batch(0..<100), completion: $0) }
        store.close()
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(Set(files) == ["bridge.db", "lock"])
        #expect(try RawDatabase(directory.path).texts("SELECT count(*) FROM events") == ["100"])
    }

    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return attributes[.posixPermissions] as? Int ?? -1
    }
}
