import BridgeCore
import Foundation
import Testing
import WebhookDelivery

/// Receivers behind TLS, good ones and others, and what the bridge shows of itself.
struct TLSReceiverTests {
    private let authority: TestAuthority

    init() throws { authority = try TestAuthority.shared.get() }

    private func wire() throws -> Wire { try Wire { [authority] in $0.authorities = authority.certificate } }

    private func certificate(_ name: String, subject: String) throws -> ClientCertificate {
        try authority.issue(name, subject: subject)
        return ClientCertificate(
            certificatePEM: try authority.text("\(name).pem"),
            privateKeyPEM: try authority.text("\(name).key"))
    }

    @Test("one connection serves one webhook after another")
    func keepAlive() throws {
        try authority.issue("keep", subject: "receiver")
        let receiver = try TLSReceiver(authority, "keep")
        let wire = try wire()
        for _ in 0..<5 {
            #expect(
                try wire.outcome(to: endpoint(url: receiver.url, allowsPrivate: true)).word == "delivered")
        }
        #expect(receiver.requests.wait(for: 5) == Array(repeating: "1 -", count: 5))
    }

    @Test("the file of authorities is not read anew for every connection")
    func authoritiesOnce() throws {
        try authority.issue("once", subject: "receiver")
        let receiver = try TLSReceiver(authority, "once", closes: true)
        let file = authority.path("once-ca.pem")
        try FileManager.default.copyItem(atPath: authority.certificate, toPath: file)
        let wire = try Wire { $0.authorities = file }
        let endpoint = endpoint(url: receiver.url, allowsPrivate: true)
        #expect(try wire.outcome(to: endpoint).word == "delivered")
        try FileManager.default.removeItem(atPath: file)
        #expect(try wire.outcome(to: endpoint).word == "delivered")
        #expect(receiver.requests.wait(for: 2) == ["1 -", "2 -"])
    }

    @Test(
        "a certificate that proves nothing is refused before anything is sent, and the hint says why",
        arguments: [
            ("old", "IP:127.0.0.1", -1, true, "tls_expired"),
            ("other", "DNS:example.com,IP:192.0.2.1", 2, true, "tls_wrong_host"),
            ("stranger", "IP:127.0.0.1", 2, false, "tls_untrusted"),
        ])
    func refused(
        _ name: String, _ alternative: String, _ days: Int, _ isTrusted: Bool, _ word: String
    ) throws {
        try authority.issue(name, subject: "receiver", alternative: alternative, days: days)
        let receiver = try TLSReceiver(authority, name)
        let wire = try isTrusted ? wire() : Wire()
        let outcome = try wire.outcome(to: endpoint(url: receiver.url, allowsPrivate: true))
        #expect(outcome.word == word && outcome.status == nil)
        #expect(outcome.hint?.contains("certificate") == true && outcome.hint?.contains("127.0") == false)
        #expect(receiver.requests.all.isEmpty)
    }

    @Test("a self-signed certificate is not trusted")
    func selfSigned() throws {
        try TestAuthority.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=alone", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
            authority.path("alone.key"), "-out", authority.path("alone.pem"),
        ])
        let receiver = try TLSReceiver(authority, "alone")
        let outcome = try wire().outcome(to: endpoint(url: receiver.url, allowsPrivate: true))
        #expect(outcome.word == "tls_untrusted")
    }

    @Test(
        "each endpoint shows its own certificate, on connections of its own, kept or new",
        arguments: ["TLSv1_2", "TLSv1_3"], [true, false])
    func clientCertificates(_ newest: String, _ closes: Bool) throws {
        let name = "shared-\(newest)-\(closes)"
        try authority.issue(name, subject: "receiver")
        let receiver = try TLSReceiver(authority, name, asks: .anybody, newest: newest, closes: closes)
        let certificates = try ["alice", "bob"].map { try certificate("\($0)-\(name)", subject: $0) }
        let wire = try wire()
        // Connections and TLS sessions of one must never serve another, in whatever order they take turns.
        let turns = [0, 2, 1, 0, 1, 1, 2, 0, 2]
        for turn in turns {
            let endpoint = endpoint(url: receiver.url, allowsPrivate: true)
            var own = endpoint
            own.options.clientCertificate = turn < 2 ? certificates[turn] : nil
            #expect(try wire.outcome(to: own).word == "delivered")
        }
        let lines = receiver.requests.wait(for: turns.count).map { $0.split(separator: " ") }
        #expect(lines.map { $0[1] } == turns.map { ["alice", "bob", "-"][$0] })
        #expect(Set(lines.map { $0[0] }).count == (closes ? turns.count : 3))
    }

    @Test(
        "a receiver that wants another certificate, or one at all, is told apart",
        arguments: ["TLSv1_2", "TLSv1_3"])
    func unwelcome(_ newest: String) throws {
        let name = "strict-\(newest)"
        try authority.issue(name, subject: "receiver")
        let receiver = try TLSReceiver(authority, name, asks: .everybody, newest: newest)
        let stranger = try TestAuthority()
        try stranger.issue("eve", subject: "eve")
        var endpoint = endpoint(url: receiver.url, allowsPrivate: true)
        endpoint.options.clientCertificate = ClientCertificate(
            certificatePEM: try stranger.text("eve.pem"), privateKeyPEM: try stranger.text("eve.key"))
        #expect(try wire().outcome(to: endpoint).word == "tls_client_certificate")
        endpoint.options.clientCertificate = nil
        let without = try wire().outcome(to: endpoint).word
        // TLS 1.2 has no alert of its own for a certificate that is missing.
        #expect(without == (newest == "TLSv1_3" ? "tls_client_certificate" : "tls_failed"))
        endpoint.options.clientCertificate = try certificate("alice-\(name)", subject: "alice")
        #expect(try wire().outcome(to: endpoint).word == "delivered")
        #expect(receiver.requests.wait(for: 1).count == 1)
    }

    @Test("a certificate or key that cannot be used has its class, and nobody is asked for a pass phrase")
    func unusable() throws {
        try authority.issue("plain", subject: "receiver")
        let receiver = try TLSReceiver(authority, "plain", asks: .anybody)
        let good = try certificate("good", subject: "good")
        let other = try certificate("second", subject: "second")
        try TestAuthority.openssl([
            "ec", "-in", authority.path("good.key"), "-aes256", "-passout", "pass:secret", "-out",
            authority.path("locked.key"),
        ])
        let locked = try authority.text("locked.key")
        for (certificate, key) in [
            ("nonsense", good.privateKeyPEM), (good.certificatePEM, "nonsense"),
            (good.certificatePEM, other.privateKeyPEM), ("", ""), (good.certificatePEM, locked),
        ] {
            var endpoint = endpoint(url: receiver.url, allowsPrivate: true)
            endpoint.options.clientCertificate = ClientCertificate(
                certificatePEM: certificate, privateKeyPEM: key)
            let outcome = try wire().outcome(to: endpoint)
            #expect(outcome.word == "tls_client_certificate")
            let refusal = try #require(endpoint.options.clientCertificate?.refusal)
            #expect(refusal.key == (certificate == good.certificatePEM ? "private_key" : "certificate"))
            #expect(refusal.rule.hasPrefix("must ") && !refusal.rule.contains("nonsense"))
        }
        #expect(good.refusal == nil)
        #expect(receiver.requests.all.isEmpty)
    }
}
