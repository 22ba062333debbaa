import COpenSSL

/// AES-256 in Galois/counter mode (NIST SP 800-38D) with nonces of 96 and tags of 128 bits.
package enum AES256GCM {
    package static let keyLength = 32
    package static let nonceLength = 12
    package static let tagLength = 16

    /// The ciphertext, as long as `bytes`, and behind it the tag.
    ///
    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - nonce: 12 bytes, never used twice with one key.
    ///   - context: What is vouched for but not hidden.
    package static func seal(
        _ bytes: [UInt8], key: [UInt8], nonce: [UInt8], context: [UInt8]
    ) -> [UInt8] {
        let cipher = Cipher(key: key, nonce: nonce, isSealing: true)
        cipher.add(context)
        return cipher.update(bytes) + cipher.finishSealing()
    }

    /// The bytes behind what `seal` gave; `nil` where key, nonce, context or a single bit is another.
    package static func open(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], context: [UInt8]
    ) -> [UInt8]? {
        guard sealed.count >= tagLength else { return nil }
        let cipher = Cipher(key: key, nonce: nonce, isSealing: false)
        cipher.add(context)
        let bytes = cipher.update(Array(sealed.dropLast(tagLength)))
        return cipher.finishOpening(tag: Array(sealed.suffix(tagLength))) ? bytes : nil
    }

    /// One run of the cipher. Its memory is wiped when it goes.
    private final class Cipher {
        private let handle: OpaquePointer
        private let isSealing: Bool

        init(key: [UInt8], nonce: [UInt8], isSealing: Bool) {
            precondition(key.count == keyLength && nonce.count == nonceLength)
            guard let handle = EVP_CIPHER_CTX_new() else {
                preconditionFailure("libcrypto has no memory for a cipher")
            }
            self.handle = handle
            self.isSealing = isSealing
            // 96 bits is the length of nonce that this cipher has unless told otherwise.
            let code = EVP_CipherInit_ex(handle, EVP_aes_256_gcm(), nil, key, nonce, isSealing ? 1 : 0)
            precondition(code == 1, "libcrypto has no AES-256-GCM")
        }

        deinit { EVP_CIPHER_CTX_free(handle) }

        func add(_ context: [UInt8]) {
            var count: Int32 = 0
            guard !context.isEmpty else { return }
            let code = EVP_CipherUpdate(handle, nil, &count, context, Int32(context.count))
            precondition(code == 1 && count == context.count, "libcrypto could not take the context")
        }

        func update(_ bytes: [UInt8]) -> [UInt8] {
            guard !bytes.isEmpty else { return [] }
            return [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, filled in
                var count: Int32 = 0
                let code = EVP_CipherUpdate(
                    handle, buffer.baseAddress, &count, bytes, Int32(bytes.count))
                precondition(code == 1 && count == bytes.count, "libcrypto could not run the cipher")
                filled = bytes.count
            }
        }

        /// The tag.
        func finishSealing() -> [UInt8] {
            precondition(finish(), "libcrypto could not end the cipher")
            return [UInt8](unsafeUninitializedCapacity: tagLength) { buffer, filled in
                let code = EVP_CIPHER_CTX_ctrl(
                    handle, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), buffer.baseAddress)
                precondition(code == 1, "libcrypto could not give the tag")
                filled = tagLength
            }
        }

        /// Whether the tag is right.
        func finishOpening(tag: [UInt8]) -> Bool {
            var tag = tag
            let code = EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag)
            precondition(code == 1, "libcrypto could not take the tag")
            return finish()
        }

        private func finish() -> Bool {
            var (count, rest): (Int32, [UInt8]) = (0, Array(repeating: 0, count: 16))
            return EVP_CipherFinal_ex(handle, &rest, &count) == 1
        }
    }
}
