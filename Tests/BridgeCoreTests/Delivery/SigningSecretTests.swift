import BridgeCore
import Crypto
import Testing

@Suite struct SigningSecretTests {
    @Test(
        "a secret has 24 to 64 bytes",
        arguments: [(0, false), (23, false), (24, true), (25, true), (32, true), (64, true), (65, false)])
    func lengths(_ count: Int, _ isTaken: Bool) {
        let key = [UInt8](repeating: 0xa5, count: count)
        let text = "whsec_" + Base64.encode(key)
        #expect(SigningSecret(text)?.key == (isTaken ? key : nil))
        #expect(SigningSecret(String(text.dropFirst(6)))?.key == (isTaken ? key : nil))
        if isTaken { #expect(SigningSecret(text)?.revealed == text) }
    }

    @Test("padding may be missing, and is there when the secret is shown")
    func padding() {
        let secret = SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBr")
        #expect(secret?.key.count == 25)
        #expect(secret?.revealed.hasSuffix("=") == true)
        #expect(SigningSecret(secret?.revealed ?? "") == secret)
    }

    @Test(
        "what is no base64 is no secret",
        arguments: [
            "", "whsec_", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "whsec_AAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAA",
            "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-_",
            "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "WHSEC_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ])
    func refuses(_ text: String) {
        #expect(SigningSecret(text) == nil)
    }

    @Test("printing a secret shows nothing of it")
    func hides() throws {
        let secret = try #require(SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect("\(secret)" == "whsec_***")
        #expect(!String(reflecting: [secret]).contains("MfKQ"))
        #expect(!String(describing: WebhookSecrets(secrets: [secret])).contains("242"))
    }

    /// Something that holds secrets and is printed by accident.
    private struct WebhookSecrets {
        let secrets: [SigningSecret]
    }
}
