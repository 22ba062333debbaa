import Crypto

/// A Standard Webhooks secret: `whsec_` and the base64 of 24 to 64 random bytes (HMAC-SHA256, `v1`), or `whsk_` and
/// the base64 of an Ed25519 key pair (`v1a`).
///
/// Printing one shows nothing of it.
package struct SigningSecret: Sendable, Equatable, CustomStringConvertible {
    package let scheme: Scheme
    /// The bytes behind the prefix: the symmetric key, or the seed and the public key after one another.
    package let key: [UInt8]

    /// How it signs.
    package enum Scheme: Sendable, Equatable {
        /// HMAC-SHA256: sender and receiver have the same secret.
        case symmetric
        /// Ed25519: the receiver has only the public key.
        case ed25519
    }

    /// `nil` unless the text decodes to 24 to 64 bytes or, behind `whsk_`, to a seed of 32 bytes and the public
    /// key that belongs to it. `whsec_` may be missing, as in the specification's own examples.
    package init?(_ text: String) {
        if text.hasPrefix("whsk_") {
            guard let pair = Base64.decode(String(text.dropFirst(5)), forgiving: true),
                pair.count == 2 * Ed25519.keyLength,
                Ed25519.publicKey(ofSeed: Array(pair.prefix(Ed25519.keyLength)))
                    == Array(pair.suffix(Ed25519.keyLength))
            else { return nil }
            (scheme, key) = (.ed25519, pair)
        } else {
            let base64 = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
            guard let key = Base64.decode(base64, forgiving: true), 24...64 ~= key.count else { return nil }
            (scheme, self.key) = (.symmetric, key)
        }
    }

    private init(scheme: Scheme, key: [UInt8]) {
        self.scheme = scheme
        self.key = key
    }

    /// A new secret of 32 random bytes.
    package static func generate(_ scheme: Scheme = .symmetric) -> SigningSecret {
        let random = SecureRandom.bytes(Ed25519.keyLength)
        switch scheme {
        case .symmetric: return SigningSecret(scheme: scheme, key: random)
        case .ed25519:
            let publicKey = Ed25519.publicKey(ofSeed: random) ?? []
            return SigningSecret(scheme: scheme, key: random + publicKey)
        }
    }

    package static let rule =
        "whsec_ followed by the base64 of 24 to 64 bytes, or whsk_ followed by the base64 of an Ed25519 key pair"
        + " (32 bytes of seed, then the public key that belongs to it)"

    /// All of it, as it is kept: prefix and padded base64. `init` takes it back.
    package var revealed: String {
        switch scheme {
        case .symmetric: "whsec_" + Base64.encode(key)
        case .ed25519: "whsk_" + Base64.encode(key)
        }
    }

    /// What the receiver needs to verify, and all that people are shown: the secret itself, or of a key pair the
    /// public key (`whpk_`).
    package var shown: String {
        switch scheme {
        case .symmetric: revealed
        case .ed25519: "whpk_" + Base64.encode(Array(key.suffix(Ed25519.keyLength)))
        }
    }

    package var description: String {
        switch scheme {
        case .symmetric: "whsec_***"
        case .ed25519: "whsk_***"
        }
    }
}
