import ADMS
import BridgeCore
import HTTPEngine

/// `devicecmd`: what became of commands.
extension DeviceGate {
    /// Whether the query is the result of a command, wherever it was sent (protocol section 6.2).
    func isReceipt(_ request: HTTPRequest) -> Bool {
        request.query("ID") != nil && request.query("Return") != nil && request.query("table") == nil
    }

    func receipts(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        guard let origin = call.origin else { return answer.send(holdReply(call)) }
        let (receipts, rejects) = ReceiptReader.read(request.body, query: request.queryItems)
        let serial = call.device.serial
        for receipt in receipts where receipt.reportsOptions {
            if case .object(let options)? = receipt.result { learn(options, about: serial) }
        }
        let numbers = receipts.compactMap(\.number)
        let awaited = queries.remembered(of: numbers, from: serial)
        commands.settle(receipts, from: serial, awaiting: awaited, at: call.now) { [self] result in
            switch result {
            case .failure(let error): answer.send(retryReply(error, serial))
            case .success(let unknown):
                if !awaited.isEmpty { noteReceipts(receipts, awaited, call) }
                for receipt in receipts {
                    log.info(
                        "command.answered",
                        [("serial", serial.text), ("id", receipt.id), ("return", String(receipt.returnCode))])
                }
                let lines = rejects + unknown.map(RejectedLine.init(unknown:))
                keep(lines.map { origin.event(for: $0) } + call.presenceEvents, call, answer)
            }
        }
    }

    /// Queries the terminal says it has done are complete with their uploads; those it refused are over.
    private func noteReceipts(
        _ receipts: [CommandReceipt], _ awaited: Set<CommandNumber>, _ call: DeviceCall
    ) {
        let serial = call.device.serial
        let refused = Set(receipts.filter { !$0.isSuccess }.compactMap(\.number)).intersection(awaited)
        queries.forget(refused, of: serial)
        let done = queries.takeReceipts(of: awaited.subtracting(refused), from: serial, at: call.now)
        commands.conclude(done, of: queries, at: call.now)
    }

    /// Answers `OK` once the events are on disk.
    func keep(_ events: [EventDraft], _ call: DeviceCall, _ answer: HTTPAnswer) {
        guard !events.isEmpty else { return answer.send(nothingToDo) }
        intake.accept(EventBatch(events: events, device: call.device)) { [self] result in
            switch result {
            case .success: answer.send(nothingToDo)
            case .failure(let error):
                takeBackPresence(call)
                answer.send(retryReply(error, call.device.serial))
            }
        }
    }

    /// The answer to `device.info` is a dump of options like any other.
    private func learn(_ options: JSONObject, about serial: SerialNumber) {
        let texts = options.members.compactMap { member in
            if case .string(let value) = member.value { (member.name, value) } else { nil }
        }
        _ = directory.update(serial) { $0.profile.learn(Dictionary(texts) { $1 }) }
    }
}

extension RejectedLine {
    /// An answer to a command that this terminal was never given, or has answered before.
    fileprivate init(unknown receipt: CommandReceipt) {
        self.init(
            table: "devicecmd", line: Array("ID=\(receipt.id)&Return=\(receipt.returnCode)".utf8),
            reason: "no command with this id was waiting for an answer of this terminal")
    }
}
