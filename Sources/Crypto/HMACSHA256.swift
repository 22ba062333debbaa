import COpenSSL

/// HMAC-SHA256 (RFC 2104).
package enum HMACSHA256 {
    /// The 32 bytes of the code.
    package static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        code(for: message, [], key: key)
    }

    /// The code of a message in two pieces, one after the other: a long second one need not be copied.
    package static func code(for first: [UInt8], _ second: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { code, count in
            var length: UInt32 = 0
            let context = HMAC_CTX_new()
            defer { HMAC_CTX_free(context) }
            let isMade =
                HMAC_Init_ex(context, key, Int32(key.count), EVP_sha256(), nil) == 1
                && HMAC_Update(context, first, first.count) == 1
                && HMAC_Update(context, second, second.count) == 1
                && HMAC_Final(context, code.baseAddress, &length) == 1
            precondition(isMade && length == 32, "libcrypto could not compute an HMAC")
            count = 32
        }
    }
}
