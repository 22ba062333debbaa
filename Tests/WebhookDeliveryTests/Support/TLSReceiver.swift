import Foundation
import Testing

/// A receiver on 127.0.0.1 that speaks TLS: Python's, for Swift comes with no server side. Ends with its standard
/// input, so not even a crash leaves it behind.
final class TLSReceiver {
    /// Whom it wants to show a certificate.
    enum Clients: String {
        case nobody, anybody, everybody
    }

    /// A line for each request: which connection (from 1), and whose certificate was shown (`-`: none).
    let requests = Recorder<String>()
    let port: UInt16
    private let process = Process()
    private let input = Pipe()

    var url: String { "https://127.0.0.1:\(port)/hooks" }

    /// - Parameters:
    ///   - name: What `authority` has issued.
    ///   - newest: The newest TLS to speak, `TLSv1_2` or `TLSv1_3`.
    init(
        _ authority: TestAuthority, _ name: String, asks clients: Clients = .nobody,
        newest: String = "TLSv1_3", closes: Bool = false
    ) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", "-c", Self.script]
            + [authority.path("\(name).pem"), authority.path("\(name).key"), authority.certificate]
            + [clients.rawValue, newest, closes ? "close" : "keep"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let lines = Recorder<String>()
        Thread { [requests] in
            var rest = ""
            while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
                rest += String(decoding: data, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    let line = String(rest[..<end])
                    rest = String(rest[rest.index(after: end)...])
                    if lines.all.isEmpty { lines.append(line) } else { requests.append(line) }
                }
            }
        }.start()
        port = try #require(UInt16(lines.wait(for: 1).first ?? ""))
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private static let script = """
        import socket, ssl, sys, threading, os
        certificate, key, authority, clients, newest, ending = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.load_verify_locations(authority)
        context.maximum_version = ssl.TLSVersion[newest]
        context.verify_mode = {"nobody": ssl.CERT_NONE, "anybody": ssl.CERT_OPTIONAL, "everybody": ssl.CERT_REQUIRED}[clients]
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def converse(plain, number):
            try:
                client = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
                try:
                    client.do_handshake()
                except ssl.SSLError:
                    # Closing with the request unread would reset the connection and take the alert away.
                    plain = socket.socket(fileno=client.detach())
                    plain.shutdown(socket.SHUT_WR)
                    while plain.recv(65536): pass
                    return plain.close()
                with client:
                    shown = client.getpeercert() or {"subject": ((("", "-"),),)}
                    stream = client.makefile("rb")
                    while True:
                        length = 0
                        line = stream.readline()
                        if not line: return
                        while line not in (b"\\r\\n", b""):
                            if line.lower().startswith(b"content-length:"): length = int(line.split(b":")[1])
                            line = stream.readline()
                        stream.read(length)
                        print(number, shown["subject"][0][0][1], flush=True)
                        client.sendall(b"HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n")
                        if ending == "close": return
            except (OSError, ValueError):
                plain.close()
        def serve():
            number = 0
            while True:
                plain, _ = listener.accept()
                number += 1
                threading.Thread(target=converse, args=(plain, number), daemon=True).start()
        threading.Thread(target=serve, daemon=True).start()
        sys.stdin.read()
        os._exit(0)
        """
}
