import COpenSSL

/// HMAC-SHA256 (RFC 2104).
package enum HMACSHA256 {
    /// The 32 bytes of the code.
    package static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { code, count in
            var length: UInt32 = 0
            let result = HMAC(
                EVP_sha256(), key, Int32(key.count), message, message.count, code.baseAddress, &length)
            precondition(result != nil && length == 32, "libcrypto could not compute an HMAC")
            count = 32
        }
    }
}
