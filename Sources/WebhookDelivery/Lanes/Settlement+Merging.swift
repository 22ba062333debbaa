import BridgeCore

extension Settlement {
    /// Adds what happened later at the same endpoint.
    mutating func append(_ later: Settlement) {
        position = later.position ?? position
        attempts += later.attempts
        changes += later.changes
        pausedUntil = later.pausedUntil ?? pausedUntil
        disabledBecause = later.disabledBecause ?? disabledBecause
        health = later.health ?? health
        notices += later.notices
        hasShakenHands = later.hasShakenHands || hasShakenHands
        bringsForward = later.bringsForward || bringsForward
        at = later.at ?? at
    }
}
