import Crypto
import Testing

@Suite struct DigestTests {
    @Test(
        "SHA-256 gives the digests of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func sha256(_ text: String, _ hex: String) {
        #expect(Self.hex(SHA256.digest(Array(text.utf8))) == hex)
    }

    @Test("HMAC-SHA256 gives the code of RFC 4231, also with an empty key or message")
    func hmac() {
        #expect(
            Self.hex(
                HMACSHA256.code(for: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            Self.hex(HMACSHA256.code(for: [], key: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test(
        "secrets are equal only when they are the same",
        arguments: [
            ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("a", "aa", false),
            ("k3y", "k3Y", false), ("a\u{0}", "a", false),
        ])
    func equality(_ one: String, _ other: String, _ isEqual: Bool) {
        #expect(constantTimeEqual(one.utf8, other.utf8) == isEqual)
        #expect(constantTimeEqual(Array(other.utf8), Array(one.utf8)) == isEqual)
    }

    @Test("random bytes are as many as asked for and not always the same", arguments: [1, 16, 64])
    func random(_ count: Int) {
        #expect(SecureRandom.bytes(count).count == count)
        #expect(Set((0..<64).map { _ in SecureRandom.bytes(count + 8) }).count == 64)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
