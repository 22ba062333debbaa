package import BridgeCore

extension Lane {
    /// The log may have more events than were read.
    package mutating func logGrew() { mayHaveMore = true }

    /// How many events of the log to read now, after which position; `nil`: none.
    ///
    /// A lane reads as far ahead as it is quick, so that thousands of lanes that get nowhere hold few bodies.
    package func wantsLog(now: Instant) -> (after: Int64, limit: Int)? {
        guard mayHaveMore, mayRead(now), mayTakeFirsts, !needsHandshake, breaker.probeAt(now: now) == nil,
            readAhead.freshBytes < Self.maximumBytes
        else { return nil }
        let (aim, ahead, have): (Int, Int, Int)
        if let batch = endpoint.options.batch {
            (aim, ahead, have) = (batch.maximumEvents, batch.maximumEvents * 2, startable)
        } else {
            let oneEach = gate?.startableRows ?? readAhead.freshCount
            (aim, ahead, have) = (concurrency, max(4, concurrency * 4), oneEach)
        }
        guard have < aim else { return nil }
        let limit = min(room, ahead - have)
        return limit > 0 ? (readAhead.end, limit) : nil
    }

    /// Takes the page that was read for `wantsLog`.
    package mutating func take(_ page: LogPage, limit: Int, now: Instant) {
        // A page that is neither full of events nor of bytes ended because the log did.
        var bytes = 0
        for event in page.events {
            bytes += event.body.count
            guard event.position > readAhead.end, endpoint.wants(event) else { continue }
            readAhead.append(event, at: now)
            gate?.add(event.position, of: event.serial)
        }
        mayHaveMore = page.events.count >= limit || bytes >= 1 << 20
        readAhead.close(at: page.end)
        advance()
    }

    /// Whether waiting events are to be read now.
    package func wantsDue(now: Instant) -> Bool {
        guard let nextDue, nextDue <= now, mayRead(now), retries.isEmpty else { return false }
        return !needsHandshake
    }

    /// How many waiting events to read, and which not.
    package var dueWanted: (limit: Int, excluding: Set<Int64>) {
        let limit = endpoint.options.batch?.maximumEvents ?? min(16, concurrency * 2)
        return (limit, uncommitted.union(retriesInFlight))
    }

    /// Takes the page that was read for `wantsDue`.
    package mutating func take(_ page: DuePage, now: Instant) {
        retries.fill(page, batch: endpoint.options.batch, isOrdered: gate != nil)
        nextDue = page.nextDue
        if retries.isEmpty, let due = nextDue, due <= now { nextDue = now + Self.storePause }
    }

    /// The store could not answer; leave it alone for a moment.
    package mutating func readFailed(now: Instant) { readableFrom = now + Self.storePause }

    private func mayRead(_ now: Instant) -> Bool {
        endpoint.isEnabled && inFlightCount < allowed && !isPaused(now) && !isSuspect
            && readableFrom.map { $0 <= now } ?? true
    }

    /// Events that may start, as far as nothing of their terminal starts before.
    var startable: Int { gate?.startable ?? readAhead.freshCount }
    /// Every first attempt under way may yet have to wait.
    var mayTakeFirsts: Bool { waiting + firstsInFlight < Self.maximumWaiting }
    /// Attempts this lane may have under way, an open breaker considered.
    var allowed: Int { breaker.isOpen ? 1 : concurrency }

    /// How many more events may lie between the position and the end of what was read: this also bounds what is
    /// sent twice after a crash. By device more, so that one terminal's dump leaves room for others.
    private var room: Int {
        let capacity =
            if let batch = endpoint.options.batch {
                max(64, 4 * batch.maximumEvents)
            } else {
                gate == nil ? 64 : 256
            }
        return capacity - readAhead.count
    }

    /// Whether the log cannot bring more now, however long one waits.
    var isFull: Bool { room <= 0 || readAhead.freshBytes >= Self.maximumBytes }

    /// Moves the position on: over what is settled, and over events whose terminal is held back, which from then
    /// on wait on disk.
    mutating func advance() {
        while let front = readAhead.front, let serial = front.serial, gate?.isBlocked(serial) ?? false,
            mayTakeFirsts
        {
            _ = readAhead.start(front.position)
            gate?.park(serial)
            (waiting, tally.held) = (waiting + 1, tally.held + 1)
            readAhead.settle(front.position, .park(position: front.position, serial: serial))
        }
        for change in readAhead.takeExceptions() {
            switch change {
            case .wait(let position, _, _, _, let serial):
                emit(change, position, difference: 1)
                if let serial { gate?.emit(serial, 1) }
            case .park(let position, let serial):
                emit(change, position, difference: 1)
                gate?.emit(serial, 1)
            case .delivered(let position), .dead(let position, _, _):
                emit(change, position, difference: 0)
            case .release: unsettled.changes.append(change)
            }
            tally.held -= change.isWait ? 1 : 0
        }
    }

    /// A change goes to the store with the next settlement; by it so many more events wait.
    mutating func emit(_ change: Settlement.EventChange, _ position: Int64, difference: Int) {
        unsettled.changes.append(change)
        uncommitted.insert(position)
        tally.emitted += difference
    }
}

extension Settlement.EventChange {
    /// Whether it makes an event wait.
    fileprivate var isWait: Bool {
        switch self {
        case .wait, .park: true
        case .release, .delivered, .dead: false
        }
    }
}
