/// What the example configuration, `simulate` and `listen` agree on, so that the first five minutes work without
/// typing. Public, and worth nothing as a secret.
package enum Demonstration {
    /// The terminal `simulate` is.
    package static let serial = "SIM0000000001"
    /// What `listen` verifies signatures with.
    package static let secret = "whsec_cHVibGljLWRlbW8tc2VjcmV0LXJlcGxhY2UtbWUtISE="
    /// The port `listen` listens on.
    package static let receiverPort = 9000
}
