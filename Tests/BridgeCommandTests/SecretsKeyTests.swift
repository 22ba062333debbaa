import Crypto
import Foundation
import Testing

@testable import BridgeCommand

@Suite final class SecretsKeyTests {
    private let directory =
        FileManager.default.temporaryDirectory.path + "/adms-bridge-key-" + UUID().uuidString
    private var file: String { directory + "/secrets.key" }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    @Test("a key that is given is taken, and nothing is written")
    func given() throws {
        let bytes = SecureRandom.bytes(32)
        let found = try SecretsKey.find(given: bytes, in: directory)
        #expect(found.key == SealingKey(bytes: bytes))
        #expect(found.newFile == nil)
        #expect(!FileManager.default.fileExists(atPath: directory))
    }

    @Test("without one a key is made once, for the owner only, in a directory for the owner only")
    func made() throws {
        let made = try SecretsKey.find(given: nil, in: directory)
        #expect(made.newFile == file)
        #expect(try mode(directory) == 0o700)
        #expect(try mode(file) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["secrets.key"])
        let found = try SecretsKey.find(given: nil, in: directory)
        #expect(found.key == made.key)
        #expect(found.newFile == nil)
        SecretsKey.discard(file)
        #expect(try SecretsKey.find(given: nil, in: directory).key != made.key)
    }

    @Test("what a power cut left of a key that was being made is in nobody's way")
    func leftover() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try Data().write(to: URL(fileURLWithPath: file + ".new"))
        #expect(try SecretsKey.find(given: nil, in: directory).newFile == file)
    }

    @Test("a file that holds no key is refused with the rule and without what it holds, and left as it is")
    func refused() throws {
        let text = "not-a-key-4711"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let error = #expect(throws: StartError.self) { try SecretsKey.find(given: nil, in: directory) }
        #expect(error?.reason.contains(SealingKey.rule) == true)
        #expect(error?.reason.contains(text) == false)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1
    }
}
