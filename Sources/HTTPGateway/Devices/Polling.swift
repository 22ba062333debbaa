import ADMS
import BridgeCore
import HTTPEngine

/// `getrequest` and `ping`: the requests terminals make most, every few seconds each.
extension DeviceGate {
    /// Hands out queued commands. Touches no disk where there is no command and no news.
    func poll(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        metrics.countPoll()
        noticeInfo(call, request)
        let serial = call.device.serial
        guard call.isClaimed, commands.mayHaveWork(for: serial) else { return answer.send(nothingToDo) }
        let addressee = Addressee(call.device, at: call.now)
        let limits = answerLimits.limits(for: call.device.profile)
        let lease = LeaseRequest(
            serial: serial, now: call.now, maximumCommands: limits.commands, maximumBytes: limits.bytes,
            answerWithin: answerLimits.answerWithin
        ) { number, command throws(CannotBeTold) in
            try CommandText.line(number, command, for: addressee)
        }
        commands.lease(lease) { [self] result in
            switch result {
            case .success(let handout) where handout.text.isEmpty: answer.send(nothingToDo)
            case .success(let handout):
                // Before the terminal hears of them and may begin to answer.
                queries.open(handout.queries, of: serial, at: call.now)
                log.info("command.sent", [("serial", serial.text), ("bytes", String(handout.text.count))])
                answer.send(.lines(handout.text))
            case .failure(let error): answer.send(retryReply(error, serial))
            }
        }
    }

    func heartbeat(_ call: DeviceCall, _ answer: HTTPAnswer) {
        notice(call, saving: nil)
        answer.send(nothingToDo)
    }

    /// Takes up what INFO says (protocol section 4) and that the terminal is heard.
    private func noticeInfo(_ call: DeviceCall, _ request: HTTPRequest) {
        var changed: Device?
        if !call.isMistrusted, let text = request.query("INFO"), let info = DeviceInfo(info: text) {
            let profile = info.merged(into: call.device.profile)
            if profile != call.device.profile {
                changed = directory.update(call.device.serial) { $0.profile = info.merged(into: $0.profile) }
            }
        }
        notice(call, saving: changed)
    }

    /// Writes down news that no terminal waits for; when that fails, the next request is news again.
    private func notice(_ call: DeviceCall, saving changed: Device?) {
        let events = call.presenceEvents
        guard call.isClaimed, changed != nil || !events.isEmpty else { return }
        intake.accept(EventBatch(events: events, device: changed ?? call.device)) { [self] result in
            guard case .failure = result else { return }
            takeBackPresence(call)
        }
    }

    func takeBackPresence(_ call: DeviceCall) {
        if let change = call.presenceChange { directory.takeBack(change, of: call.device.serial) }
        if case .claimed(_, _, _?) = call.standing {
            directory.note(call.device.serial) { $0.conflicts.takeBackNews() }
        }
    }
}
