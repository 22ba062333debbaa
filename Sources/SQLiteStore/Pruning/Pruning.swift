import BridgeCore

/// How far forgetting has come: what one step leaves for the next.
///
/// Not in the database: after a restart it begins anew, which costs a look at what was looked at before.
struct Pruning: Sendable {
    var stage = Stage.backlog
    /// Endpoints up to this row number are seen to.
    var endpoint: Int64 = 0
    /// Events of this tenant up to this position are seen to, and those of all tenants before it.
    var events: (tenant: Int64, position: Int64) = (0, 0)
    var attempts = AttemptPlace.first
    /// Commands up to this number are seen to.
    var command: Int64 = 0
    /// Ids up to this one are seen to.
    var id: (day: Int64, id: [UInt8]) = (.min, [])

    /// What is forgotten, in this order: what endpoints let go is no longer held back by them.
    enum Stage {
        case backlog, events, attempts, commands, ids
    }

    /// Where an attempt stands in its table.
    struct AttemptPlace: Sendable {
        var position, endpoint, at, number: Int64
        static let first = AttemptPlace(position: .min, endpoint: 0, at: 0, number: 0)
    }
}

/// What one step may still do, so that it never holds up a terminal for long.
struct PruneBudget {
    /// Rows to be looked at.
    private(set) var rows = 1000
    /// Bytes of bodies, photos and templates to be taken out: their pages are all touched.
    private(set) var bytes = 4 << 20

    var isSpent: Bool { rows <= 0 || bytes <= 0 }

    mutating func spend(rows: Int, bytes: Int = 0) {
        self.rows -= rows
        self.bytes -= bytes
    }
}

/// What a step of forgetting did.
struct PruneStep: Sendable {
    var hasMore = false
    /// Endpoints that let go of events, and tenants with an event about it.
    var changed: Set<EndpointKey> = []
}
