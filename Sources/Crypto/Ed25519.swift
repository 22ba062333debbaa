import COpenSSL

/// Ed25519 signatures (RFC 8032). The same key and message always give the same signature.
package enum Ed25519 {
    /// Bytes of a seed and of a public key.
    package static let keyLength = 32
    package static let signatureLength = 64

    /// The 32 bytes of the public key that belongs to a seed; `nil` unless the seed has 32 bytes.
    package static func publicKey(ofSeed seed: [UInt8]) -> [UInt8]? {
        guard seed.count == keyLength else { return nil }
        let key = privateKey(seed)
        defer { EVP_PKEY_free(key) }
        return [UInt8](unsafeUninitializedCapacity: keyLength) { buffer, count in
            count = keyLength
            let result = EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &count)
            precondition(result == 1 && count == keyLength, "libcrypto could not derive an Ed25519 key")
        }
    }

    /// The 64 bytes of the signature over a message; `nil` unless the seed has 32 bytes.
    package static func signature(of message: [UInt8], seed: [UInt8]) -> [UInt8]? {
        guard seed.count == keyLength else { return nil }
        let (key, context) = (privateKey(seed), EVP_MD_CTX_new())
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return [UInt8](unsafeUninitializedCapacity: signatureLength) { buffer, count in
            count = signatureLength
            let isSigned =
                EVP_DigestSignInit(context, nil, nil, nil, key) == 1
                && EVP_DigestSign(context, buffer.baseAddress, &count, message, message.count) == 1
            precondition(isSigned && count == signatureLength, "libcrypto could not sign with Ed25519")
        }
    }

    /// Whether a signature was made over the message with the seed behind a public key.
    package static func isValid(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureLength, publicKey.count == keyLength,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static func privateKey(_ seed: [UInt8]) -> OpaquePointer {
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            preconditionFailure("libcrypto could not read an Ed25519 seed of \(seed.count) bytes")
        }
        return key
    }
}
