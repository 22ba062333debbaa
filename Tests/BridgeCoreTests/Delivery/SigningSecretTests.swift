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

    private static let seed = [UInt8](0..<32)
    private static let pair = "whsk_" + Base64.encode(seed + Ed25519.publicKey(ofSeed: seed)!)

    @Test("an Ed25519 key pair is taken back as it was kept, and people see its public half")
    func keyPair() throws {
        let secret = try #require(SigningSecret(Self.pair))
        #expect(secret.scheme == .ed25519)
        #expect(secret.revealed == Self.pair)
        #expect(SigningSecret(secret.revealed) == secret)
        #expect(secret.shown == "whpk_" + Base64.encode(Ed25519.publicKey(ofSeed: Self.seed)!))
        #expect("\(secret)" == "whsk_***")
    }

    @Test(
        "a key pair of another length, or whose public half belongs to another seed, is refused",
        arguments: [0, 24, 31, 32, 63, 64, 65, 96])
    func brokenPair(_ count: Int) {
        #expect(SigningSecret("whsk_" + Base64.encode([UInt8](repeating: 7, count: count))) == nil)
    }

    @Test("a symmetric secret is shown whole: the receiver needs it")
    func shown() throws {
        let secret = try #require(SigningSecret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect(secret.scheme == .symmetric)
        #expect(secret.shown == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    }

    @Test(
        "a new secret is good, of 32 random bytes, and not the last one again",
        arguments: [SigningSecret.Scheme.symmetric, .ed25519])
    func generated(_ scheme: SigningSecret.Scheme) {
        let secrets = (0..<16).map { _ in SigningSecret.generate(scheme) }
        #expect(secrets.allSatisfy { $0.scheme == scheme && SigningSecret($0.revealed) == $0 })
        #expect(secrets.allSatisfy { $0.key.count == (scheme == .symmetric ? 32 : 64) })
        #expect(Set(secrets.map(\.revealed)).count == 16)
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
