import Crypto
import Testing

@Suite struct SealingTests {
    private let key = SealingKey(bytes: Array(0..<32))!

    /// A vector of the cipher; everything is hexadecimal.
    struct Vector: Sendable, CustomTestStringConvertible {
        let name, key, nonce, plain, context, cipher, tag: String
        var testDescription: String { name }

        /// Test cases 13, 14 and 16 of the paper that proposed GCM to NIST (McGrew and Viega, 2005).
        static let all = [
            Vector(
                name: "13", key: String(repeating: "00", count: 32),
                nonce: String(repeating: "00", count: 12),
                plain: "", context: "", cipher: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
            Vector(
                name: "14", key: String(repeating: "00", count: 32),
                nonce: String(repeating: "00", count: 12),
                plain: String(repeating: "00", count: 16), context: "",
                cipher: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
            Vector(
                name: "16", key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                nonce: "cafebabefacedbaddecaf888",
                plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                cipher: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
        ]
    }

    @Test("the cipher gives what the vectors say, and takes it back", arguments: Vector.all)
    func vectors(_ vector: Vector) {
        let (key, nonce, plain) = (bytes(vector.key), bytes(vector.nonce), bytes(vector.plain))
        let context = bytes(vector.context)
        let sealed = AES256GCM.seal(plain, key: key, nonce: nonce, context: context)
        #expect(sealed == bytes(vector.cipher + vector.tag))
        #expect(AES256GCM.open(sealed, key: key, nonce: nonce, context: context) == plain)
    }

    @Test("what was sealed is opened again, however long it is", arguments: [0, 1, 15, 16, 17, 5000])
    func opens(_ count: Int) {
        let plain = SecureRandom.bytes(count)
        #expect(key.open(key.seal(plain, context: "here"), context: "here") == plain)
    }

    @Test("the same bytes are never sealed to the same twice")
    func isRandom() {
        #expect(Set((0..<100).map { _ in key.seal([1, 2, 3], context: "here") }).count == 100)
    }

    @Test("another key, another context and every other bit are noticed")
    func notices() throws {
        let sealed = key.seal(Array("secret".utf8), context: "here")
        #expect(key.open(sealed, context: "there") == nil)
        let other = try #require(SealingKey(bytes: Array(1..<33)))
        #expect(other.open(sealed, context: "here") == nil)
        for place in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[place] ^= 1 << bit
                #expect(key.open(changed, context: "here") == nil, "byte \(place), bit \(bit)")
            }
            #expect(key.open(Array(sealed[..<place]), context: "here") == nil, "cut at \(place)")
        }
        #expect(key.open(sealed + [0], context: "here") == nil)
    }

    @Test("a key is 64 hexadecimal digits or the base64 of 32 bytes")
    func texts() {
        let hexadecimal = (0..<32).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
            .joined()
        #expect(SealingKey(hexadecimal) == key)
        #expect(SealingKey(hexadecimal.uppercased()) == key)
        #expect(SealingKey(Base64.encode(Array(0..<32))) == key)
        let random = SealingKey.random()
        #expect(SealingKey(random.revealed) == random)
        #expect(random != SealingKey.random())
        let wrong = [
            "", "0", String(hexadecimal.dropLast()), hexadecimal + "00", Base64.encode(Array(0..<31)),
            Base64.encode(Array(0..<33)), String(repeating: "g", count: 64), " " + hexadecimal,
        ]
        for text in wrong { #expect(SealingKey(text) == nil, "\(text)") }
    }

    @Test("printing a key shows nothing of it")
    func isQuiet() {
        #expect("\(key)" == "sealing key ***")
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
