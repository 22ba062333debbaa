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
        let options = Self.options(in: receipts)
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
                keep(
                    lines.map { origin.event(for: $0) } + call.presenceEvents, learning: options, call, answer
                )
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

    /// Answers `OK` once the events are on disk, and what the terminal said about itself.
    func keep(
        _ events: [EventDraft], learning options: [String: String] = [:], _ call: DeviceCall,
        _ answer: HTTPAnswer
    ) {
        guard !events.isEmpty || !options.isEmpty else { return answer.send(nothingToDo) }
        var (events, saved) = (events, directory.device(call.device.serial) ?? call.device)
        let changes = OptionChange.changes(from: saved.profile.options, by: options)
        if !changes.isEmpty, let origin = call.origin { events.append(origin.event(forChanged: changes)) }
        saved.profile.learn(options)
        intake.accept(EventBatch(events: events, device: saved)) { [self] result in
            switch result {
            case .success:
                _ = directory.update(call.device.serial) { $0.profile.learn(options) }
                answer.send(nothingToDo)
            case .failure(let error):
                takeBackPresence(call)
                answer.send(retryReply(error, call.device.serial))
            }
        }
    }

    /// The answer to `device.info` is a dump of options like any other.
    private static func options(in receipts: [CommandReceipt]) -> [String: String] {
        var options: [String: String] = [:]
        for receipt in receipts where receipt.reportsOptions {
            guard case .object(let object)? = receipt.result else { continue }
            for (name, value) in object.members {
                if case .string(let text) = value { options[name] = text }
            }
        }
        return options
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
