import Foundation

/// A certificate authority made for the tests by the `openssl` command.
final class TestAuthority: Sendable {
    /// One for all tests of the run: nothing about it changes.
    static let shared = Result { try TestAuthority() }

    let folder: URL
    var certificate: String { path("ca.pem") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try Self.openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=Test authority", "-out", certificate] + key("ca"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Files `<name>.pem` and `<name>.key`.
    func issue(_ name: String, subject: String, alternative: String = "IP:127.0.0.1", days: Int = 2) throws {
        try Self.openssl(
            [
                "req", "-new", "-subj", "/CN=\(subject)", "-addext", "subjectAltName=\(alternative)", "-out",
                path("\(name).csr"),
            ] + key(name))
        try Self.openssl([
            "x509", "-req", "-in", path("\(name).csr"), "-CA", certificate, "-CAkey", path("ca.key"),
            "-set_serial", "\(Int.random(in: 1...Int.max))", "-days", "\(days)", "-copy_extensions",
            "copyall",
            "-out", path("\(name).pem"),
        ])
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    private func key(_ name: String) -> [String] {
        [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            path("\(name).key"),
        ]
    }

    static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}
