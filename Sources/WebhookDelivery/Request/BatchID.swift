import BridgeCore

/// The `webhook-id` of a batch: `batch_` and 26 characters of base32, derived from the ids of its events in their
/// order. The same events together have the same id however often they are sent; with one more or fewer, another.
enum BatchID {
    static func text(of events: [LoggedEvent]) -> String {
        let id = EventID(of: ["batch"] + events.map(\.id.description))
        return "batch_" + id.description.dropFirst(4)
    }
}
