import ADMS
import BridgeCore
import Dispatch
import HTTPEngine

/// POSTed tables: read a slice, commit it, read the next; `OK` after the last commit.
extension DeviceGate {
    /// Lines in one transaction. A 16 MiB body has some 400 000; as values they would take hundreds of MB.
    private static let linesPerSlice = 1000

    func upload(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        guard let origin = call.origin else { return answer.send(holdReply(call)) }
        let table = request.query("table")
        let device = rememberStamp(request, table, call.device)
        var reader = UploadReader(
            table: table ?? call.endpoint.impliedTable, body: request.body, profile: device.profile,
            charset: device.textCharset)
        switch reader.kind {
        case .records: break
        case .options: return options(call, request, answer)
        case .receipts: return receipts(call, request, answer)
        }
        let slice = reader.next(limit: Self.linesPerSlice)
        let isWorthSaving = call.presenceChange != nil || device.profile != call.device.profile
        let upload = Upload(
            call: call, origin: origin, zone: device.zone, reader: reader, answer: answer,
            events: call.presenceEvents, device: isWorthSaving ? device : nil)
        store(upload, slice)
    }

    /// One upload on its way: what is read and what is still to be.
    private struct Upload: Sendable {
        let call: DeviceCall
        let origin: EventOrigin
        let zone: DeviceZone
        var reader: UploadReader
        let answer: HTTPAnswer
        var events: [EventDraft]
        var device: Device?
    }

    private func store(_ upload: Upload, _ slice: UploadSlice?) {
        var upload = upload
        if let slice {
            upload.events.reserveCapacity(upload.events.count + slice.facts.count + slice.rejects.count)
            for fact in slice.facts {
                upload.origin.append(eventsFor: fact, in: upload.zone, to: &upload.events)
            }
            for line in slice.rejects { upload.events.append(upload.origin.event(for: line)) }
        }
        let following = upload.reader.next(limit: Self.linesPerSlice)
        let batch = EventBatch(events: upload.events, device: upload.device)
        (upload.events, upload.device) = ([], nil)
        let rest = upload
        if batch.isEmpty && following == nil {
            return rest.answer.send(.text(200, rest.reader.acknowledgement))
        }
        intake.accept(batch) { [self] result in
            switch result {
            case .success(let accepted):
                logAccepted(accepted, rest.call)
                if let following {
                    // Not here: this is the store's thread.
                    DispatchQueue.global().async { self.store(rest, following) }
                } else {
                    rest.answer.send(.text(200, rest.reader.acknowledgement))
                }
            case .failure(let error):
                takeBackPresence(rest.call)
                rest.answer.send(retryReply(error, rest.call.device.serial))
            }
        }
    }

    /// `table=options` and its like: what the terminal says about itself, merged.
    private func options(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        let options = OptionsText.read(request.body)
        let updated = directory.update(call.device.serial) { device in
            device.profile.options.merge(options) { $1 }
            device.profile.firmware = options["FWVersion"] ?? device.profile.firmware
        }
        intake.accept(EventBatch(events: call.presenceEvents, device: updated)) { [self] result in
            switch result {
            case .success: answer.send(.text(200, "OK\n"))
            case .failure(let error):
                takeBackPresence(call)
                answer.send(retryReply(error, call.device.serial))
            }
        }
    }

    /// Keeps the resume marker the terminal sent with a table (protocol section 2.3), under the table's name.
    private func rememberStamp(_ request: HTTPRequest, _ table: String?, _ device: Device) -> Device {
        let names = ["Stamp", "OpStamp", "PhotoStamp", "BioDataStamp", "IdCardStamp", "ErrorLogStamp"]
        guard let table = table?.uppercased(), (1...32).contains(table.utf8.count),
            let stamp = names.lazy.compactMap({ request.query($0) }).first,
            (1...32).contains(stamp.utf8.count),
            device.profile.stamps[table] != stamp, device.profile.stamps.count < 32
        else { return device }
        return directory.update(device.serial) { $0.profile.stamps[table] = stamp } ?? device
    }

    private func logAccepted(_ accepted: AcceptedEvents, _ call: DeviceCall) {
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
