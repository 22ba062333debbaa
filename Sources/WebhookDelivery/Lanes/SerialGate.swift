import BridgeCore

/// Keeps the events of each terminal in order: which terminals of a lane have something under way, which are
/// held back by an event that waits, and whose turn it is among the others.
///
/// Events of no terminal stand in a row of their own that is never held back. Of terminals with something to
/// send each gives one event in turn, so that one terminal's thousand do not delay another's one.
struct SerialGate: Sendable {
    private struct Row {
        /// Events that were read and not started, by position.
        var fresh = Queue<Int64>()
        var isUnderWay = false
        /// Events on disk, or on the way there, that wait.
        var waiting = 0
        /// How many of `waiting` the store does not know yet (or still knows, where negative).
        var pending = 0
        /// Whether it stands in `ready`.
        var isReady = false

        var startable: Int { isUnderWay || waiting > 0 ? 0 : fresh.count }
        private var isIdle: Bool { fresh.isEmpty && !isUnderWay && waiting == 0 && pending == 0 && !isReady }

        /// Changes a row where it lies; what that does to the gate.
        static func change(
            _ row: inout Row, _ change: (inout Row) -> Void
        ) -> (startable: Int, rows: Int, becomesReady: Bool, isIdle: Bool) {
            let before = row.startable
            change(&row)
            let after = row.startable
            let becomesReady = after > 0 && !row.isReady
            if becomesReady { row.isReady = true }
            return (after - before, min(after, 1) - min(before, 1), becomesReady, row.isIdle)
        }
    }

    private var rows: [SerialNumber?: Row] = [:]
    private var ready = Queue<SerialNumber?>()
    /// What `waiting` changed by, in settlements not yet taken and in those taken but not committed.
    private var emitted: [(serial: SerialNumber, difference: Int)] = []
    private var taken: [(serial: SerialNumber, difference: Int)] = []

    /// Events that were read and may start, as far as nothing of their terminal starts before.
    private(set) var startable = 0
    /// Of how many terminals; each event of no terminal counts for itself.
    private(set) var startableRows = 0

    init(blocked: [SerialNumber: Int]) {
        for (serial, count) in blocked where count > 0 { change(serial) { $0.waiting = count } }
    }

    // MARK: Asking

    /// Whether an event of the terminal waits, so that those after it wait too.
    func isBlocked(_ serial: SerialNumber?) -> Bool { (rows[serial]?.waiting ?? 0) > 0 }

    func isUnderWay(_ serial: SerialNumber?) -> Bool { rows[serial]?.isUnderWay ?? false }

    // MARK: Reading and sending

    mutating func add(_ position: Int64, of serial: SerialNumber?) {
        change(serial) { $0.fresh.push(position) }
    }

    /// Takes the next event of the terminal whose turn it is. Until `begin`, the same terminal may give more.
    mutating func draw() -> Int64? {
        while let serial = ready.pop() {
            var drawn: Int64?
            change(serial) { row in
                row.isReady = false
                if row.startable > 0 { drawn = row.fresh.pop() }
            }
            if let drawn { return drawn }
        }
        return nil
    }

    /// Events of these terminals are under way, so no more of them may be.
    mutating func begin(_ events: [LoggedEvent]) {
        for event in events where event.serial != nil { change(event.serial) { $0.isUnderWay = true } }
    }

    /// They are no longer. What follows for `waiting` must have been said before.
    mutating func end(_ events: [LoggedEvent]) {
        for event in events where event.serial != nil { change(event.serial) { $0.isUnderWay = false } }
    }

    /// The terminal's oldest event that was not started is held back on disk instead.
    mutating func park(_ serial: SerialNumber) {
        change(serial) { row in
            _ = row.fresh.pop()
            row.waiting += 1
            row.pending += 1
        }
    }

    /// An event of the terminal begins (1) or ceases (-1) to wait. Returns how many wait now.
    mutating func wait(_ serial: SerialNumber, _ difference: Int) -> Int {
        var left = 0
        change(serial) { row in
            row.waiting = max(0, row.waiting + difference)
            row.pending += difference
            left = row.waiting
        }
        return left
    }

    private mutating func change(_ serial: SerialNumber?, _ change: (inout Row) -> Void) {
        let effect = Row.change(&rows[serial, default: Row()], change)
        startable += effect.startable
        startableRows += serial == nil ? effect.startable : effect.rows
        if effect.becomesReady { ready.push(serial) }
        if effect.isIdle { rows[serial] = nil }
    }

    // MARK: Settling

    /// A change `wait` or `park` spoke of goes to the store with the next settlement.
    mutating func emit(_ serial: SerialNumber, _ difference: Int) { emitted.append((serial, difference)) }

    mutating func takeSettlement() {
        guard !emitted.isEmpty else { return }
        taken += emitted
        emitted = []
    }

    /// All that was taken is on disk.
    mutating func committed() {
        for (serial, difference) in taken { change(serial) { $0.pending -= difference } }
        taken = []
    }

    // MARK: Changes by people

    /// Begins anew with what the store and the read-ahead have; what is under way stays so. Returns the terminals
    /// that were not held back before.
    mutating func renew(
        blocked: [SerialNumber: Int], fresh: [(position: Int64, serial: SerialNumber?)]
    ) -> [SerialNumber] {
        let old = rows
        (rows, ready, startable, startableRows) = ([:], Queue(), 0, 0)
        for (serial, row) in old where row.isUnderWay || row.pending != 0 {
            change(serial) {
                $0.isUnderWay = row.isUnderWay
                $0.pending = row.pending
                $0.waiting = max(0, row.pending)
            }
        }
        for (serial, count) in blocked { change(serial) { $0.waiting = max(0, count + $0.pending) } }
        for event in fresh { add(event.position, of: event.serial) }
        return blocked.keys.filter { (old[$0]?.waiting ?? 0) == 0 && isBlocked($0) }
    }
}
