import BridgeCore
import Testing
import WebhookDelivery

struct WebhookSignatureTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let secret: String
        let id: String
        let timestamp: Int64
        let body: String
        let signature: String
        var testDescription: String { name }
    }

    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    static let vectors = [
        Vector(
            name: "canonical", secret: secret, id: id, timestamp: 1_614_265_330,
            body: #"{"test": 2432232314}"#,
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        Vector(
            name: "secret without prefix", secret: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id: id,
            timestamp: 1_614_265_330, body: #"{"test": 2432232314}"#,
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        Vector(
            name: "minified body", secret: secret, id: "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
            timestamp: 1_674_087_231,
            body:
                #"{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}"#,
            signature: "v1,ARw42xaAApl/nxRo+iPGYwSaMQaOwMo2eyH5JBRA+bQ="),
        Vector(
            name: "empty body", secret: secret, id: id, timestamp: 1_614_265_330, body: "",
            signature: "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
        Vector(
            name: "UTF-8 body", secret: secret, id: id, timestamp: 1_614_265_330,
            body: #"{"name":"José Åström 山田 😀"}"#,
            signature: "v1,j8DURP9o+X0XPCHa4rBIPsEhKRCG2rHhl0lmy+gz5Fs="),
        Vector(
            name: "secret without padding", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBr", id: id,
            timestamp: 1_614_265_330, body: #"{"test": 2432232314}"#,
            signature: "v1,yK2tMbA6BHPrMEJ1lLv7UlJJbgFoqGenJkiajZ29evg="),
        Vector(
            name: "key of 24 zero bytes", secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", id: "msg_a",
            timestamp: 1, body: "{}", signature: "v1,rbm0/ykF8mW9gfDeJcbd/RyPCgXLpIt5MPcmsuBu89I="),
        Vector(
            name: "key of 64 bytes",
            secret:
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==",
            id: "msg_a", timestamp: 1, body: "{}",
            signature: "v1,DwO4xCDCF3XFXXVJ5QcuqGsHLeSyg3fus7zivqIAZaw="),
        Vector(
            name: "Ed25519", secret: keyPair, id: id, timestamp: 1_614_265_330,
            body: #"{"test": 2432232314}"#,
            signature:
                "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
        ),
    ]

    static let keyPair =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="

    @Test("people are shown the public key that verifies")
    func publicKey() throws {
        let secret = try #require(SigningSecret(Self.keyPair))
        #expect(secret.shown == "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")
    }

    @Test("a signature is the one every Standard Webhooks library expects", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let secret = try #require(SigningSecret(vector.secret))
        let value = WebhookSignature.value(
            id: vector.id, timestamp: Instant(seconds: vector.timestamp), body: Array(vector.body.utf8),
            secrets: [secret])
        #expect(value == vector.signature)
    }

    @Test("a rotation from one scheme to the other signs with both, one space apart")
    func changeOfScheme() throws {
        let secrets = try [8, 0].map { try #require(SigningSecret(Self.vectors[$0].secret)) }
        let value = WebhookSignature.value(
            id: Self.id, timestamp: Instant(seconds: 1_614_265_330),
            body: Array(#"{"test": 2432232314}"#.utf8), secrets: secrets)
        #expect(value == Self.vectors[8].signature + " " + Self.vectors[0].signature)
        #expect(value.split(separator: " ", omittingEmptySubsequences: false).count == 2)
    }

    @Test("several secrets sign in their order, one space apart")
    func rotation() throws {
        let new = try #require(SigningSecret(Self.vectors[5].secret))
        let old = try #require(SigningSecret(Self.vectors[0].secret))
        let value = WebhookSignature.value(
            id: Self.id, timestamp: Instant(seconds: 1_614_265_330),
            body: Array(#"{"test": 2432232314}"#.utf8),
            secrets: [new, old])
        #expect(value == Self.vectors[5].signature + " " + Self.vectors[0].signature)
    }

    @Test("the timestamp header is the signed moment in whole seconds")
    func headers() throws {
        let secret = try #require(SigningSecret(Self.secret))
        let headers = WebhookSignature.headers(
            id: "msg_a", timestamp: Instant(milliseconds: 1999), body: Array("{}".utf8), secrets: [secret])
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(headers[0].value == "msg_a")
        #expect(headers[1].value == "1")
        let signed = WebhookSignature.value(
            id: "msg_a", timestamp: Instant(seconds: 1), body: Array("{}".utf8), secrets: [secret])
        #expect(headers[2].value == signed)
    }
}
