import COpenSSL

/// Random bytes for keys, from the operating system's generator by way of libcrypto.
package enum SecureRandom {
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            precondition(RAND_bytes(buffer.baseAddress, Int32(count)) == 1, "libcrypto has no randomness")
            filled = count
        }
    }
}

/// Whether two secrets are equal, in a time that does not depend on where they differ.
///
/// Digests are compared, so that not even the lengths show.
package func constantTimeEqual(_ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> Bool {
    let (first, second) = (SHA256.digest(Array(one)), SHA256.digest(Array(other)))
    return CRYPTO_memcmp(first, second, 32) == 0
}
