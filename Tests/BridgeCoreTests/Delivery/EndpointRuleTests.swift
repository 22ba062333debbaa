import BridgeCore
import Testing

@Suite struct EndpointRules {
    @Test(
        "a header of one's own may be set",
        arguments: [
            ("X-Branch", "12"), ("authorization", "Token x"), ("accept", "*/*"), ("webhooks", "x"),
            ("ce", "x"),
            ("x-webhook-id", "x"), ("!#$%&'*+-.^_`|~", "~ ~"), (String(repeating: "a", count: 128), "x"),
            ("a", String(repeating: "b", count: 4096)),
        ])
    func allowed(name: String, value: String) {
        #expect(HeaderField.refusal(name: name, value: value) == nil)
    }

    @Test(
        "a header the bridge or HTTP decides may not",
        arguments: [
            "webhook-id", "Webhook-Signature", "WEBHOOK-REQUEST-ORIGIN", "content-type", "Content-Length",
            "user-agent", "Host", "connection", "transfer-encoding", "Expect", "te", "upgrade", "trailer",
            "keep-alive", "proxy-authorization", "ce-id", "Accept-Encoding", "date",
        ])
    func reserved(name: String) {
        #expect(HeaderField.refusal(name: name, value: "x")?.contains("is not for setting") == true)
    }

    @Test(
        "what is no name of a header is refused",
        arguments: [
            "", "a b", "a:", "ä", "a\r\nb", "a\0", ":path", "(a)", String(repeating: "a", count: 129),
        ])
    func badName(name: String) {
        #expect(HeaderField.refusal(name: name, value: "x")?.hasPrefix("must have a name") == true)
    }

    @Test(
        "a value that could end its line, or be lost on the way, is refused and not repeated",
        arguments: [
            "", " hunter2", "hunter2 ", "hunter2\r\nX: y", "hunter2\n", "hunter2\0", "hunter2\t", "hünter2",
            "hunter2\u{7f}", String(repeating: "b", count: 4097),
        ])
    func badValue(value: String) {
        let refusal = HeaderField.refusal(name: "x-a", value: value)
        #expect(refusal?.hasPrefix("must have a value") == true)
        #expect(refusal?.contains("hunter2") == false)
    }

    @Test("authorization may be set by hand or by auth, but not by both")
    func authorization() {
        #expect(HeaderField.refusal(name: "Authorization", value: "x", besideAuth: false) == nil)
        #expect(HeaderField.refusal(name: "Authorization", value: "x", besideAuth: true) != nil)
        #expect(HeaderField.refusal(name: "X-Authorization", value: "x", besideAuth: true) == nil)
    }

    @Test("credentials that could not be sent as they are are refused")
    func credentials() {
        for user in ["", "a:b", "a\nb", String(repeating: "a", count: 257)] {
            #expect(EndpointAuth.refusal(user: user) != nil)
        }
        for password in ["a\0", "a\u{7f}", String(repeating: "a", count: 1025)] {
            #expect(EndpointAuth.refusal(password: password) != nil)
        }
        for token in ["", "a b", "ä", String(repeating: "a", count: 4097)] {
            #expect(EndpointAuth.refusal(token: token) != nil)
        }
        #expect(EndpointAuth.refusal(user: "a bü") == nil)
        #expect(EndpointAuth.refusal(password: "") == nil && EndpointAuth.refusal(password: "a:ü") == nil)
        #expect(EndpointAuth.refusal(token: "a.b-c_d~+/==") == nil)
    }

    /// A block of PEM that holds nothing.
    private func block(_ name: String, _ lines: String = "") -> String {
        "-----BEGIN \(name)-----\n\(lines)AAAA\n-----END \(name)-----\n"
    }

    @Test("a certificate and a key are known by their PEM blocks")
    func certificates() {
        let certificate = block("CERTIFICATE")
        #expect(ClientCertificate.refusal(certificatePEM: "subject=x\n" + certificate + certificate) == nil)
        for text in ["", "hunter2", block("PRIVATE KEY"), String(certificate.dropLast(8))] {
            #expect(ClientCertificate.refusal(certificatePEM: text) != nil)
        }
        #expect(
            ClientCertificate.refusal(certificatePEM: String(repeating: certificate, count: 2000)) != nil)
        for name in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            #expect(ClientCertificate.refusal(privateKeyPEM: block("EC PARAMETERS") + block(name)) == nil)
        }
        for text in ["", "hunter2", certificate, block("PUBLIC KEY")] {
            let refusal = ClientCertificate.refusal(privateKeyPEM: text)
            #expect(refusal?.hasPrefix("must be a PEM private key") == true)
            #expect(refusal?.contains("hunter2") == false)
        }
        for text in [
            block("ENCRYPTED PRIVATE KEY"), block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n"),
        ] {
            #expect(ClientCertificate.refusal(privateKeyPEM: text)?.contains("pass phrase") == true)
        }
    }

    @Test("headers may have 8 KiB together, and a certificate needs https")
    func contradictions() {
        var options = EndpointOptions()
        #expect(options.contradictions(isSecure: false, hasCertificate: false).isEmpty)
        #expect(options.contradictions(isSecure: true, hasCertificate: true).isEmpty)
        #expect(
            options.contradictions(isSecure: false, hasCertificate: true) == [.certificateOverPlainHTTP])
        let header = HeaderField(name: "abcd", value: String(repeating: "v", count: 4088))
        options.headers = [header, header]
        #expect(options.contradictions(isSecure: true, hasCertificate: false).isEmpty)
        options.headers.append(HeaderField(name: "a", value: "b"))
        #expect(options.contradictions(isSecure: true, hasCertificate: false) == [.headersTooLong])
    }
}
