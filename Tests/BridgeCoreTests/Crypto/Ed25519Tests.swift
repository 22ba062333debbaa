import Crypto
import Testing

@Suite struct Ed25519Tests {
    /// RFC 8032 section 7.1, TEST 1 to 3.
    static let vectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test("keys and signatures are those of RFC 8032, and verify", arguments: vectors)
    func vector(_ seed: String, _ publicKey: String, _ message: String, _ signature: String) throws {
        let (seed, publicKey) = (Self.bytes(seed), Self.bytes(publicKey))
        let (message, signature) = (Self.bytes(message), Self.bytes(signature))
        #expect(Ed25519.publicKey(ofSeed: seed) == publicKey)
        #expect(Ed25519.signature(of: message, seed: seed) == signature)
        #expect(Ed25519.isValid(signature, of: message, publicKey: publicKey))
        #expect(!Ed25519.isValid(signature, of: message + [0], publicKey: publicKey))
        #expect(!Ed25519.isValid(signature, of: message, publicKey: seed))
        #expect(!Ed25519.isValid(Array(signature.dropLast()), of: message, publicKey: publicKey))
    }

    @Test("a seed or key of another length is refused", arguments: [0, 31, 33, 64])
    func lengths(_ count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(Ed25519.publicKey(ofSeed: bytes) == nil)
        #expect(Ed25519.signature(of: [], seed: bytes) == nil)
        #expect(!Ed25519.isValid([UInt8](repeating: 0, count: 64), of: [], publicKey: bytes))
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        var rest = hex[...]
        var bytes: [UInt8] = []
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16)!)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
