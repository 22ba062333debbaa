import Foundation
import HTTPEngine

/// A certificate for 127.0.0.1 that signs itself, good for a day: made by the `openssl` program.
struct ThrowawayIdentity {
    let identity: TLSIdentity
    /// The certificate alone, for who is to trust it.
    let certificatePath: String

    /// `nil` where there is no `openssl`.
    init?(in directory: String) throws {
        let (certificate, key) = ("\(directory)/receiver.crt", "\(directory)/receiver.key")
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "1",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate,
            "-keyout", key,
        ]
        openssl.standardError = FileHandle.nullDevice
        guard (try? openssl.run()) != nil else { return nil }
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else {
            throw BenchmarkError(reason: "openssl could not make a certificate")
        }
        certificatePath = certificate
        identity = TLSIdentity(
            certificatePEM: try String(contentsOfFile: certificate, encoding: .utf8),
            privateKeyPEM: try String(contentsOfFile: key, encoding: .utf8))
    }
}
