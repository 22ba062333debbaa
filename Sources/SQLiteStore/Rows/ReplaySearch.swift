import BridgeCore

/// Looks up what an order is about, a stretch of the log at a time.
struct ReplaySearch {
    let record: EndpointRecord
    let filter: EventFilter
    let only: ReplayOrder.Kind
    /// The next position to look at is after this one.
    private(set) var after: Int64
    private let last: Int64
    /// Accepted at this time or later, and before that one.
    private let times: Range<Int64>

    /// Events looked at in one read, lest one state of the database be kept for long.
    private static let stretchRows = 20_000
    /// The log's positions gone over in one read: between two events of a small tenant may be many attempts of
    /// others.
    private static let stretchPositions: Int64 = 200_000
    /// How much later than its successor an event may have been accepted.
    private static let disorder = Duration.seconds(60)

    /// Nothing after the endpoint's position, which will come anyway.
    init(
        _ record: EndpointRecord, from start: ReplayOrder.Start, until end: ReplayOrder.Start?,
        only: ReplayOrder.Kind, patterns: [EventPattern], in database: Database
    ) throws(SQLiteError) {
        self.record = record
        self.only = only
        filter = EventFilter(record.endpoint, narrowedTo: patterns)
        var (since, until): (Int64, Int64) = (.min, .max)
        switch start {
        case .sequence(let number): after = max(number, 1) - 1
        case .time(let time):
            since = time.milliseconds
            after = try database.firstPosition(acceptedAt: time - Self.disorder) - 1
        }
        switch end {
        case .sequence(let number)?: last = min(number, record.position)
        case .time(let time)?:
            until = time.milliseconds
            last = min(try database.firstPosition(acceptedAt: time + Self.disorder), record.position)
        case nil: last = record.position
        }
        times = since..<max(since, until)
    }

    /// Positions of the next stretch that are to be delivered again; `nil` when there is no more.
    mutating func next(in database: Database) throws(SQLiteError) -> [Int64]? {
        guard after < last else { return nil }
        let bound = min(last, after + Self.stretchPositions)
        let stretch = try database.stretch(
            of: record.tenant, after: after, upTo: bound, rows: Self.stretchRows)
        let end = stretch.isLast ? bound : stretch.end ?? bound
        defer { after = end }
        let select = try database.prepare(
            """
            SELECT position FROM events
            WHERE tenant = ?4 AND position > ?5 AND position <= ?6
            AND accepted_at >= ?7 AND accepted_at < ?8 AND \(EventFilter.condition)
            AND position NOT IN (
                SELECT position FROM waiting WHERE endpoint = ?9 AND position > ?5 AND position <= ?6)
            \(only.condition) ORDER BY position
            """)
        try filter.bind(to: select)
        try select.bind(4, record.tenant)
        try select.bind(5, after)
        try select.bind(6, end)
        try select.bind(7, times.lowerBound)
        try select.bind(8, times.upperBound)
        try select.bind(9, record.number)
        return try select.rows { $0.integer(0) }
    }
}

extension ReplayOrder.Kind {
    /// For endpoint ?9 and positions after ?5 up to ?6.
    fileprivate var condition: String {
        switch self {
        case .all: ""
        case .failed:
            """
            AND (position IN (SELECT position FROM dead WHERE endpoint = ?9 AND position > ?5 AND position <= ?6)
                OR position IN (
                    SELECT position FROM attempts WHERE position > ?5 AND position <= ?6 AND endpoint = ?9
                    GROUP BY position HAVING max(outcome = 'delivered') = 0))
            """
        case .missing:
            """
            AND position NOT IN (SELECT position FROM dead WHERE endpoint = ?9 AND position > ?5 AND position <= ?6)
            AND position NOT IN (
                SELECT position FROM attempts WHERE position > ?5 AND position <= ?6 AND endpoint = ?9)
            """
        }
    }
}
