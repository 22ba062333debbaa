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

    /// Sends a request and all of its body over TLS, reading nothing before the last byte is out; then reads
    /// until the server closes. Empty where the connection broke.
    func upload(_ head: String, bodySize: Int, port: UInt16) throws -> String {
        // `openssl s_client` does not do: it reads while it sends.
        let script = """
            import socket, ssl, sys
            trust = ssl.create_default_context(cafile=sys.argv[1])
            plain = socket.create_connection(("127.0.0.1", int(sys.argv[2])), 120)
            with trust.wrap_socket(plain, server_hostname="127.0.0.1") as client:
                client.sendall(sys.stdin.buffer.read() + bytes(int(sys.argv[3])))
                reply = b""
                while piece := client.recv(65536):
                    reply += piece
            sys.stdout.buffer.write(reply)
            """
        let certificate = folder.appendingPathComponent("cert").path
        return try Self.run(
            ["python3", "-c", script, certificate, String(port), String(bodySize)], input: head)
    }

    private static func openssl(_ arguments: [String], input: String) throws -> String {
        try run(["openssl"] + arguments, input: input)
    }

    private static func run(_ command: [String], input: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
