import BridgeCore
import Foundation
import HTTPClient

/// What the delivery thread does over and over: take in the news, read, send, settle, wait.
///
/// Decides nothing; that is the plan's part. Belongs to one thread.
final class DeliveryLoop {
    private let outbox: any Outbox
    private let clock: any WallClock
    private let sender: WebhookSender
    private let transfers: HTTPTransfers
    private let inbox: Inbox
    private let log: DeliveryLog
    private let metrics: Metrics
    private var plan: DeliveryPlan
    private var trials = TrialDesk()

    /// Endpoints to look at again: all, or these. Not before `lanesReloadAt`, where the store had no answer.
    private var mustReloadAll = false
    private var endpointsToReload: Set<EndpointKey> = []
    private var lanesReloadAt: Instant?
    /// That the log has grown, or for whom, until the lanes have heard of it.
    private var hasGrown = false
    private var grownTenants: Set<TenantID> = []
    private var lastLook = ContinuousClock.now
    /// Set when the loop is to end: attempts under way have until the first moment, the store until the second.
    private var deadlines: (attempts: ContinuousClock.Instant, settling: ContinuousClock.Instant)?

    /// Reads from the store between two looks at the network.
    private static let readsPerStep = 64
    /// The longest wait. After it all lanes look at the log, as if a bell had been missed.
    private static let lookAround: Duration = .seconds(60)
    private static let settlingGrace: Duration = .seconds(5)
    private static let storePause: Duration = .seconds(1)

    init(
        outbox: any Outbox, clock: any WallClock, rules: DeliveryRules, inbox: Inbox, log: Log,
        metrics: Metrics
    ) throws {
        self.outbox = outbox
        self.clock = clock
        self.inbox = inbox
        self.log = DeliveryLog(log)
        self.metrics = metrics
        sender = WebhookSender(rules)
        plan = DeliveryPlan(
            schedule: rules.retrySchedule, maximumInFlight: rules.maximumInFlight,
            seed: UInt64.random(in: .min ... .max))
        transfers = try HTTPTransfers(maximumConnections: max(2, rules.maximumInFlight))
        inbox.attach(transfers.waker)
        let lanes = try outbox.lanes()
        plan.setLanes(lanes, now: clock.now())
        self.log.started(lanes: lanes.count)
    }

    /// Runs until told to stop.
    func run() {
        while true {
            let now = clock.now()
            takeNews(now)
            plan.advance(to: now)
            read(now)
            send(now)
            settle(now)
            if isOver { break }
            let finished = poll(timeout(now))
            let later = clock.now()
            for transfer in finished { finish(transfer, now: later) }
        }
        trials.take(inbox.close().trials, at: clock.now())
        trials.turnAway(at: clock.now())
        log.stopped(abandoned: abandoned)
    }

    // MARK: In

    private func takeNews(_ now: Instant) {
        let news = inbox.take()
        switch news.settled {
        case .success: plan.settled(now: now)
        case .failure(let error):
            plan.settleFailed(now: now)
            log.settleFailed(error)
        case nil: break
        }
        mustReloadAll = mustReloadAll || news.endpointsChanged
        endpointsToReload.formUnion(news.changedEndpoints)
        reloadLanes(now)
        hasGrown = hasGrown || news.logGrew
        grownTenants.formUnion(news.grownTenants)
        // An endpoint that was switched off gets nothing of what came after that.
        if !mustReloadAll && endpointsToReload.isEmpty { tellGrowth(now) }
        trials.take(news.trials, at: now)
        if let grace = news.stop, deadlines == nil {
            let attempts = ContinuousClock.now + grace
            deadlines = (attempts, attempts + Self.settlingGrace)
            plan.stopStarting()
        }
    }

    private func tellGrowth(_ now: Instant) {
        if hasGrown || lastLook.duration(to: .now) >= Self.lookAround {
            plan.logGrewSomewhere()
            lastLook = .now
        }
        plan.logGrew(grownTenants, now: now)
        (hasGrown, grownTenants) = (false, [])
    }

    /// Reads how endpoints stand. While a settlement is on its way the answer could be from before or after it;
    /// the end of it brings the loop here again.
    private func reloadLanes(_ now: Instant) {
        if let lanesReloadAt {
            guard lanesReloadAt <= now else { return }
            self.lanesReloadAt = nil
        }
        guard mustReloadAll || !endpointsToReload.isEmpty, !plan.isSettling else { return }
        do throws(StoreError) {
            if mustReloadAll {
                plan.setLanes(try outbox.lanes(), now: now)
                mustReloadAll = false
                endpointsToReload = []
            }
            for key in endpointsToReload {
                plan.setLane(key, try outbox.lane(key), now: now)
                endpointsToReload.remove(key)
            }
        } catch {
            lanesReloadAt = now + Self.storePause
            log.readFailed(error)
        }
    }

    private func read(_ now: Instant) {
        for _ in 0..<Self.readsPerStep {
            guard let wanted = plan.nextRead(now: now) else { return }
            switch wanted {
            case .log(let lane, let tenant, let position, let limit, let showing):
                do throws(StoreError) {
                    let page = try outbox.read(
                        tenant, after: position, limit: limit, showing: showing)
                    plan.take(page, for: lane, limit: limit, now: now)
                } catch {
                    plan.readFailed(lane, now: now)
                    log.readFailed(error)
                }
            case .due(let lane, let endpoint, let limit, let excluded, let showing):
                do throws(StoreError) {
                    let page = try outbox.due(
                        endpoint, by: now, limit: limit, excluding: excluded, showing: showing)
                    plan.take(page, for: lane, now: now)
                } catch {
                    plan.readFailed(lane, now: now)
                    log.readFailed(error)
                }
            }
        }
    }

    // MARK: Out

    private func send(_ now: Instant) {
        while let trial = trials.next,
            let attempt = plan.startTrial(trial.event, to: trial.endpoint, now: now)
        {
            trials.start(attempt.tag)
            sender.send(attempt, over: transfers)
        }
        if !plan.isOpen { trials.turnAway(at: now) }
        while let attempt = plan.nextAttempt(now: now) { sender.send(attempt, over: transfers) }
    }

    private func finish(_ transfer: FinishedTransfer, now: Instant) {
        guard let attempt = plan.attempt(transfer.tag) else { return }
        let outcome = sender.outcome(of: transfer, for: attempt)
        let details = AttemptDetails(outcome)
        metrics.count(.attempts, outcome.word)
        if let ended = plan.finished(
            transfer.tag, outcome, duration: transfer.duration, details: details, now: now)
        {
            log.attempted(ended, outcome, duration: transfer.duration)
        } else if let record = plan.trialFinished(
            transfer.tag, outcome, duration: transfer.duration, details: details)
        {
            trials.end(transfer.tag, record)
        }
    }

    private func settle(_ now: Instant) {
        let settlements = plan.beginSettling(now: now)
        guard !settlements.isEmpty else { return }
        outbox.settle(settlements) { [inbox] result in inbox.tell { $0.settled = result } }
    }

    // MARK: Waiting

    private func poll(_ timeout: Duration) -> [FinishedTransfer] {
        do throws(ClientFailure) {
            return try transfers.poll(timeout: timeout)
        } catch {
            // libcurl is out of memory or handles. What was under way is over; the pause keeps an error that
            // stays from taking the whole processor.
            log.clientFailed(error)
            Thread.sleep(forTimeInterval: 1)
            return transfers.abandon().map {
                FinishedTransfer(tag: $0, outcome: .failure(error), duration: .zero)
            }
        }
    }

    private func timeout(_ now: Instant) -> Duration {
        var wait = Self.lookAround
        for moment in [plan.nextWake(now: now), lanesReloadAt] {
            if let moment { wait = min(wait, moment - now) }
        }
        if let deadlines {
            let moment = isSending ? deadlines.attempts : deadlines.settling
            wait = min(wait, moment - ContinuousClock.now)
        }
        return max(.zero, wait)
    }

    // MARK: The end

    private var abandoned: [Attempt] = []

    private var isSending: Bool { plan.inFlight > 0 || trials.isBusy }

    private var isOver: Bool {
        guard let deadlines else { return false }
        if isSending, deadlines.attempts <= .now {
            _ = transfers.abandon()
            abandoned = plan.abandonAttempts()
            trials.abandon(at: clock.now())
        }
        return !isSending && (plan.isSettled || deadlines.settling <= .now)
    }
}
