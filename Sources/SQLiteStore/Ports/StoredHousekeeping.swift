package import BridgeCore
import Synchronization

extension SQLiteStore: Housekeeping {
    package func prune(_ rules: RetentionRules, at now: Instant) throws(StoreError) -> Bool {
        let before = pruning.withLock { $0 }
        let (after, step) = try write { writer throws(SQLiteError) in
            var (pruning, step) = (before, PruneStep())
            try writer.prune(rules, at: now, &pruning, &step)
            // Who did what is known as long as ids are: as long as anybody might ask what came of it.
            let changes = try writer.pruneChanges(
                before: now - rules.dedupe, claimsBefore: now - IdempotencyClaim.life)
            let removed = try writer.pruneRemovedTenants()
            step.hasMore = step.hasMore || changes || removed
            return (pruning, step)
        }
        pruning.withLock { $0 = after }
        announce(changedEndpoints: step.changed)
        announce(newEventsOf: Set(step.changed.map(\.tenant)))
        return step.hasMore
    }

    package func probe(at now: Instant, completion: @escaping Completion<Void>) {
        submit(
            WriteJob(bringsNew: true, completion: completion) { writer throws(SQLiteError) in
                let mark = try writer.database.statement(
                    "INSERT INTO numbers VALUES ('last_probe', ?1) ON CONFLICT DO UPDATE SET value = ?1")
                try mark.bind(1, now.milliseconds)
                try mark.run()
            })
    }
}

extension Writer {
    /// One step: goes on where the last one stopped, until it has done enough.
    fileprivate func prune(
        _ rules: RetentionRules, at now: Instant, _ pruning: inout Pruning, _ step: inout PruneStep
    ) throws(SQLiteError) {
        var budget = PruneBudget()
        step.hasMore = true
        while !budget.isSpent {
            // Each says whether it is through.
            switch pruning.stage {
            case .backlog:
                guard try dropBacklogs(rules, at: now, &pruning, &budget, &step) else { return }
                pruning.stage = .events
            case .events:
                guard try pruneEvents(rules, at: now, &pruning, &budget) else { return }
                pruning.stage = .attempts
            case .attempts:
                guard try pruneAttempts(before: now - rules.attempts, &pruning, &budget) else { return }
                pruning.stage = .commands
            case .commands:
                guard try pruneCommands(before: now - rules.events, &pruning, &budget) else { return }
                pruning.stage = .ids
            case .ids:
                guard try pruneIDs(before: now - rules.dedupe, at: now, &pruning, &budget) else { return }
                pruning = Pruning()
                step.hasMore = false
                return
            }
        }
    }
}
