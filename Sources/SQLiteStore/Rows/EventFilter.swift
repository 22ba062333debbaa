import BridgeCore

/// Which events an endpoint or a reader is after, as a condition over the columns of `events`.
///
/// Bodies need not be read for it, so that a long log is gone through quickly. Says the same as
/// `WebhookEndpoint.wants`.
struct EventFilter {
    /// A bit for every `EventType.code`.
    private let types: Int64
    /// A JSON array.
    private let serials: String?
    /// Who does not hear what is about itself.
    private let listener: EndpointID?

    /// With the parameters ?1 to ?3, which `bind` fills.
    static let condition = """
        ((?1 >> events.type) & 1)
        AND (?2 IS NULL OR events.serial IN (SELECT value FROM json_each(?2)))
        AND (events.about IS NULL OR events.about IS NOT ?3)
        """

    /// What an endpoint wants, and of that only what one of `patterns` names (if there are any).
    init(_ endpoint: WebhookEndpoint, narrowedTo patterns: [EventPattern] = []) {
        types = Self.mask(endpoint.patterns) & (patterns.isEmpty ? -1 : Self.mask(patterns))
        serials = endpoint.serials.map(Self.array)
        listener = endpoint.key.id
    }

    /// What one of `patterns` names, everything if there are none; of one terminal if given.
    init(patterns: [EventPattern], serial: SerialNumber?) {
        types = Self.mask(patterns.isEmpty ? [.all] : patterns)
        serials = serial.map { Self.array([$0]) }
        listener = nil
    }

    func bind(to statement: Statement) throws(SQLiteError) {
        try statement.bind(1, types)
        try statement.bind(2, serials)
        try statement.bind(3, listener?.text)
    }

    private static func mask(_ patterns: [EventPattern]) -> Int64 {
        EventType.allCases.filter { type in patterns.contains { $0.matches(type) } }
            .reduce(0) { $0 | 1 << Int64($1.code) }
    }

    private static func array(_ serials: Set<SerialNumber>) -> String {
        JSON.array(serials.map { .string($0.text) }).text
    }
}
