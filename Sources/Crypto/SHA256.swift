import COpenSSL

/// SHA-256 (FIPS 180-4) over bytes already in memory.
package enum SHA256 {
    /// The 32 bytes of the digest.
    package static func digest(_ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            message.withUnsafeBytes { shim_sha256($0.baseAddress, $0.count, digest.baseAddress) }
            count = 32
        }
    }
}

extension SHA256 {
    /// The digest as 64 hexadecimal characters, lower case.
    package static func hexDigest(_ message: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = digest(message).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
