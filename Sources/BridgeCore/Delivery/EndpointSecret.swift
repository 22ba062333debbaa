/// A secret an endpoint's webhooks are signed with, for as long as it is good.
package struct EndpointSecret: Sendable, Equatable {
    package let secret: SigningSecret
    /// When it stops signing, after a rotation; `nil`: never.
    package let expiresAt: Instant?

    package init(_ secret: SigningSecret, until expiresAt: Instant? = nil) {
        self.secret = secret
        self.expiresAt = expiresAt
    }

    package func isGood(at now: Instant) -> Bool { expiresAt.map { now < $0 } ?? true }
}
