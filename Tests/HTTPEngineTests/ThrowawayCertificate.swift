import Foundation
import HTTPEngine

/// A self-signed certificate made for one test by the `openssl` command, and a client that trusts only it.
final class ThrowawayCertificate {
    let identity: TLSIdentity
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let (key, certificate) = (folder.appendingPathComponent("key"), folder.appendingPathComponent("cert"))
        _ = try Self.openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key.path,
                "-out",
                certificate.path,
            ], input: "")
        identity = TLSIdentity(
            certificatePEM: try String(contentsOf: certificate, encoding: .utf8),
            privateKeyPEM: try String(contentsOf: key, encoding: .utf8))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Sends one request over TLS and reads until the server closes.
    func request(_ text: String, port: UInt16) throws -> String {
        try Self.openssl(
            [
                "s_client", "-quiet", "-connect", "127.0.0.1:\(port)", "-verify_return_error", "-verify_ip",
                "127.0.0.1", "-CAfile", folder.appendingPathComponent("cert").path,
            ], input: text)
    }

    private static func openssl(_ arguments: [String], input: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
