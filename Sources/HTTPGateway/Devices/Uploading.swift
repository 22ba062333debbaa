import ADMS
import BridgeCore
import Dispatch
import HTTPEngine

/// POSTed tables: read a slice, commit it, read the next; `OK` after the last commit.
extension DeviceGate {
    /// Lines in one transaction. A 16 MiB body has some 400 000; as values they would take hundreds of MB.
    private static let linesPerSlice = 1000

    func upload(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        guard let origin = call.origin else { return finish(holdReply(call), answer) }
        let table = request.query("table")
        var request = request
        switch Unpacking(of: request.body, table: table, contentType: request.query("ContentType")) {
        case .asItCame: break
        case .unpacked(let text): request.body = text
        case .rejected(let line): return keep([origin.event(for: line)] + call.presenceEvents, call, answer)
        }
        var reader = UploadReader(
            table: table ?? call.endpoint.impliedTable, body: request.body, profile: call.device.profile,
            charset: call.device.textCharset)
        switch reader.kind {
        case .records: break
        case .options: return options(call, request, answer)
        case .receipts: return receipts(call, request, answer)
        }
        let slice = reader.next(limit: Self.linesPerSlice)
        let stamp = stamp(of: request, table, call.device)
        let upload = Upload(
            call: call, origin: origin, reader: reader, stamp: stamp, answer: answer,
            events: call.presenceEvents + conflictEvents(stamp, call))
        store(upload, slice)
    }

    /// One upload on its way: what is read and what is still to be.
    private struct Upload: Sendable {
        let call: DeviceCall
        let origin: EventOrigin
        var reader: UploadReader
        let stamp: Stamp?
        let answer: HTTPAnswer
        /// What goes into the next transaction.
        var events: [EventDraft]
    }

    /// The resume marker that came with a table (protocol section 2.3).
    private struct Stamp: Sendable {
        let table: String
        let text: String
    }

    private func store(_ upload: Upload, _ slice: UploadSlice?) {
        var upload = upload
        if let slice {
            upload.events.reserveCapacity(upload.events.count + slice.facts.count + slice.rejects.count)
            for fact in slice.facts {
                upload.origin.append(eventsFor: fact, in: upload.call.device.zone, to: &upload.events)
            }
            for line in slice.rejects { upload.events.append(upload.origin.event(for: line)) }
            if let news = noteActivity(upload, slice) { upload.events.append(news) }
        }
        let following = upload.reader.next(limit: Self.linesPerSlice)
        let batch = EventBatch(
            events: upload.events, device: deviceToSave(upload, isLast: following == nil))
        upload.events = []
        let rest = upload
        let serial = rest.call.device.serial
        // Repeated facts are no news and make no event, and yet they answer a query.
        let answering = queries.isAnswering(serial) ? slice?.facts ?? [] : []
        if batch.isEmpty && following == nil {
            noteAnswer(answering, rest.call)
            return finish(.text(200, rest.reader.acknowledgement), rest.answer)
        }
        intake.accept(batch) { [self] result in
            switch result {
            case .success(let accepted):
                logAccepted(accepted, rest.call)
                noteAnswer(answering, rest.call)
                if let following {
                    // Not here: this is the store's thread.
                    DispatchQueue.global().async { self.store(rest, following) }
                } else {
                    remember(rest.stamp, rest.call)
                    finish(.text(200, rest.reader.acknowledgement), rest.answer)
                }
            case .failure(let error):
                takeBackPresence(rest.call)
                directory.note(rest.call.device.serial) {
                    $0.clock.takeBackNews()
                    $0.conflicts.takeBackNews()
                }
                finish(retryReply(error, rest.call.device.serial), rest.answer)
            }
        }
    }

    /// What came may be what a query asked for.
    private func noteAnswer(_ facts: [Fact], _ call: DeviceCall) {
        guard !facts.isEmpty else { return }
        let done = queries.take(facts, from: call.device.serial, at: call.now)
        commands.conclude(done, of: queries, at: call.now)
    }

    /// The terminal, where something about it changed. Its stamp goes with the last slice and not before: echoed
    /// in a handshake, it says that everything up to it has arrived.
    private func deviceToSave(_ upload: Upload, isLast: Bool) -> Device? {
        guard isLast, upload.stamp != nil || upload.call.presenceChange != nil else { return nil }
        var device = directory.device(upload.call.device.serial) ?? upload.call.device
        if let stamp = upload.stamp { device.profile.stamps[stamp.table] = stamp.text }
        return device
    }

    /// News that the resume markers of two terminals come in turn.
    private func conflictEvents(_ stamp: Stamp?, _ call: DeviceCall) -> [EventDraft] {
        guard let stamp, stamp.table == "ATTLOG", let origin = call.origin else { return [] }
        let conflict = directory.note(call.device.serial) { activity in
            activity.conflicts.sawStamp(stamp.text, at: call.now)
        }
        return conflict.map { [origin.event(for: $0)] } ?? []
    }

    private func remember(_ stamp: Stamp?, _ call: DeviceCall) {
        guard let stamp else { return }
        _ = directory.update(call.device.serial) { $0.profile.stamps[stamp.table] = stamp.text }
    }

    /// `table=options` and its like: what the terminal says about itself, merged.
    private func options(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        let options = OptionsText.read(request.body)
        let changes = OptionChange.changes(from: call.device.profile.options, by: options)
        var (events, saved) = (call.presenceEvents, directory.device(call.device.serial) ?? call.device)
        if !changes.isEmpty, let origin = call.origin { events.append(origin.event(forChanged: changes)) }
        saved.profile.learn(options)
        // Known only once it is on disk: what the terminal says again after a failure must be news again.
        intake.accept(EventBatch(events: events, device: saved)) { [self] result in
            switch result {
            case .success:
                _ = directory.update(call.device.serial) { $0.profile.learn(options) }
                finish(.text(200, "OK\n"), answer)
            case .failure(let error):
                takeBackPresence(call)
                finish(retryReply(error, call.device.serial), answer)
            }
        }
    }

    /// Notes what came, for diagnosis, and what a punch that was reported at once tells about the clock.
    ///
    /// - Returns: That the clock is off, where that is news.
    private func noteActivity(_ upload: Upload, _ slice: UploadSlice) -> EventDraft? {
        let (call, reader) = (upload.call, upload.reader)
        let news = directory.note(call.device.serial) { activity -> (drift: Duration, pin: String)? in
            let lines = slice.facts.count + slice.rejects.count
            activity.noteUpload(
                reader.tableName, lines: lines, rejected: slice.rejects.count, at: call.now)
            // Terminals report a punch alone when it happens; what comes in numbers is history.
            guard lines == 1, reader.lineCount == 1, case .punch(let punch)? = slice.facts.first else {
                return nil
            }
            let punched = call.device.zone.resolve(punch.time).instant
            return activity.clock.observe(punched: punched, at: call.now).map { ($0, punch.pin) }
        }
        return news.map { upload.origin.event(forDrift: $0.drift, saidByPunchOf: $0.pin) }
    }

    /// The stamp of a request, if it is another than the one we know.
    private func stamp(of request: HTTPRequest, _ table: String?, _ device: Device) -> Stamp? {
        let names = ["Stamp", "OpStamp", "PhotoStamp", "BioDataStamp", "IdCardStamp", "ErrorLogStamp"]
        guard let table = table?.uppercased(), (1...32).contains(table.utf8.count),
            let text = names.lazy.compactMap({ request.query($0) }).first, (1...32).contains(text.utf8.count),
            device.profile.stamps[table] != text,
            device.profile.stamps[table] != nil || device.profile.stamps.count < 32
        else { return nil }
        return Stamp(table: table, text: text)
    }

    private func finish(_ reply: HTTPReply, _ answer: HTTPAnswer) {
        metrics.count(.uploads, String(reply.status))
        answer.send(reply)
    }

    private func logAccepted(_ accepted: AcceptedEvents, _ call: DeviceCall) {
        metrics.count(.acceptedEvents, by: accepted.new)
        metrics.count(.duplicateEvents, by: accepted.duplicates)
        log.debug(
            "upload.accepted",
            [
                ("serial", call.device.serial.text), ("new", String(accepted.new)),
                ("duplicates", String(accepted.duplicates)),
            ])
    }
}

extension DeviceEndpoint {
    /// The table of uploads that name none.
    fileprivate var impliedTable: String? {
        switch self {
        case .fdata: "ATTPHOTO"
        case .event: "EVENT"
        case .querydata: "QUERYDATA"
        case .cdata, .edata, .getrequest, .devicecmd, .ping, .registry, .push, .rtdata, .exchange, .file: nil
        }
    }
}
