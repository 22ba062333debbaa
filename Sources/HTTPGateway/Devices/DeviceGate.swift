import ADMS
package import BridgeCore
package import HTTPEngine

/// The door for terminals: everything under `/iclock` (contract section 4).
///
/// Answers are plain text. A terminal hears `OK` only after COMMIT, and 503 where something could not be kept, so
/// that it keeps it and sends it again.
package final class DeviceGate: HTTPResponder {
    let directory: DeviceDirectory
    let intake: any EventIntake
    let commands: any CommandQueue
    let queries: OpenQueries
    let answerLimits: AnswerLimits
    let clock: any WallClock
    let log: Log
    let metrics: Metrics
    private let trustedProxies: [NetworkRange]
    /// The answer to nearly every poll.
    let nothingToDo = PreparedReply(.text(200, "OK\n"))

    package init(
        directory: DeviceDirectory, intake: any EventIntake, commands: any CommandQueue,
        clock: any WallClock, log: Log, trustedProxies: [NetworkRange], metrics: Metrics = Metrics(),
        queries: OpenQueries = OpenQueries(), answerLimits: AnswerLimits = .defaults
    ) {
        self.queries = queries
        self.answerLimits = answerLimits
        self.directory = directory
        self.intake = intake
        self.commands = commands
        self.clock = clock
        self.log = log
        self.metrics = metrics
        self.trustedProxies = trustedProxies
    }

    /// Refuses by the head alone what no body could make acceptable: an unclaimed terminal's photo is not waited for.
    package func refusal(of request: HTTPRequest) -> HTTPReply? {
        guard request.method != "GET" else { return nil }
        switch address(of: request) {
        case .failure(let refusal): return refusal.reply
        case .success(let address):
            // Arrival is noted once, when the body is there, or here when it will never be read.
            let takesData = directory.takesData(
                of: address.serial, from: address.peer, carrying: address.commKey, at: clock.now())
            if takesData { return nil }
            return switch arrival(at: address) {
            case .success(let call): holdReply(call)
            case .failure(let refusal): refusal.reply
            }
        }
    }

    package func respond(to request: HTTPRequest, answer: HTTPAnswer) {
        switch address(of: request).flatMap(arrival(at:)) {
        case .failure(let refusal): answer.send(refusal.reply)
        case .success(let call):
            switch (request.method, call.endpoint) {
            case (_, .devicecmd): receipts(call, request, answer)
            case (_, .cdata) where isReceipt(request): receipts(call, request, answer)
            case ("POST", .cdata) where request.query("AuthType") != nil: refuseVerification(call, answer)
            case (_, .getrequest): poll(call, request, answer)
            case (_, .ping): heartbeat(call, answer)
            case ("GET", _): asked(call, request, answer)
            default: upload(call, request, answer)
            }
        }
    }

    package func reply(to fault: HTTPFault) -> HTTPReply {
        log.info("device.refused", [("reason", "\(fault)")])
        return switch fault {
        case .malformed(let rule): .text(400, "bad request: \(rule)")
        case .targetTooLong: .text(414, "address too long")
        case .headTooLarge: .text(431, "headers too large")
        case .unsupportedVersion: .text(505, "version not supported: only HTTP/1.1 and HTTP/1.0 are")
        case .bodyTooLarge(let limit): .text(413, "body too large: at most \(limit) bytes are taken")
        case .unsupportedTransferEncoding: .text(501, "transfer encoding not supported: only chunked is")
        case .internalError: .text(500, "internal error")
        }
    }

    // MARK: - Who calls and what for

    /// An answer that ends a request before anything was done for it.
    private struct Refusal: Error {
        let reply: HTTPReply

        init(_ status: Int, _ text: String, headers: [(name: String, value: String)] = []) {
            reply = .text(status, text, headers: headers)
        }
    }

    /// What a request is for and which terminal it says it is.
    private struct CallAddress {
        let endpoint: DeviceEndpoint
        let serial: SerialNumber
        let peer: String
        let commKey: String?
    }

    /// Judges path, method and serial number, in this order.
    private func address(of request: HTTPRequest) -> Result<CallAddress, Refusal> {
        guard let endpoint = DeviceEndpoint(path: request.path) else {
            log.info("device.unknown_path", [("path", String(request.path.prefix(200)))])
            return .failure(Refusal(404, "not found: terminals are served under /iclock/"))
        }
        guard let methods = endpoint.methods else {
            // A plain refusal, so that a terminal which wanted encryption or access control falls back.
            return .failure(Refusal(404, "not supported: this bridge speaks attendance PUSH"))
        }
        guard methods.contains(request.method) else {
            return .failure(
                Refusal(
                    405,
                    "method not allowed: \(endpoint.rawValue) takes \(methods.joined(separator: " or "))",
                    headers: [("Allow", methods.joined(separator: ", "))]))
        }
        guard let text = request.query("SN"), !text.isEmpty else {
            return .failure(Refusal(400, "bad request: SN is missing"))
        }
        guard let serial = SerialNumber(text) else {
            return .failure(Refusal(400, "bad request: SN must be \(SerialNumber.rule)"))
        }
        let key = request.query("pushcommkey") ?? request.query("ComKey")
        return .success(
            CallAddress(
                endpoint: endpoint, serial: serial, peer: PeerAddress.of(request, trusting: trustedProxies),
                commKey: key.flatMap { $0.isEmpty ? nil : $0 }))
    }

    /// Notes that the terminal was heard and says how it stands.
    private func arrival(at address: CallAddress) -> Result<DeviceCall, Refusal> {
        let now = clock.now()
        func call(_ device: Device, _ standing: DeviceCall.Standing) -> Result<DeviceCall, Refusal> {
            .success(DeviceCall(endpoint: address.endpoint, device: device, now: now, standing: standing))
        }
        let fields = [("serial", address.serial.text), ("address", address.peer)]
        switch directory.arrival(
            of: address.serial, from: address.peer, carrying: address.commKey, at: now)
        {
        case .claimed(let device, let tenant, let change, let conflict):
            return call(device, .claimed(tenant, change, conflict))
        case .held(let device): return call(device, .held)
        case .postponed(let device):
            metrics.count(.postponedAdoptions)
            log.warning("device.adoption_postponed", fields.map { (name: $0.0, value: $0.1) })
            return call(device, .held)
        case .mistrusted(let why):
            metrics.count(.mistrusted, why.rawValue)
            let word =
                switch why {
                case .commKey: "device.comm_key_mismatch"
                case .address: "device.stray_address"
                }
            log.warning(word, fields.map { (name: $0.0, value: $0.1) })
            // Nothing of the tenant's terminal is in it, its zone and its resume markers least of all.
            let stranger = Device(serial: address.serial, tenant: nil, zone: directory.defaultZone)
            return call(stranger, .mistrusted)
        case .refused:
            log.info("device.unknown", fields.map { (name: $0.0, value: $0.1) })
            return .failure(Refusal(403, "unknown device"))
        }
    }

    func holdReply(_ call: DeviceCall) -> HTTPReply {
        log.info("device.held", [("serial", call.device.serial.text)])
        return .text(
            503, "device not registered: data is not taken until its serial number is claimed",
            headers: [("Retry-After", "60")])
    }

    /// The answer where the store could not keep something.
    func retryReply(_ error: StoreError, _ serial: SerialNumber) -> HTTPReply {
        let reason =
            switch error {
            case .busy: "busy"
            case .full: "disk full"
            case .unavailable(let reason): reason
            }
        log.error("device.not_stored", [("serial", serial.text), ("reason", reason)])
        return .text(503, "could not be stored, send it again later", headers: [("Retry-After", "30")])
    }
}

/// A terminal's request, judged.
struct DeviceCall: Sendable {
    let endpoint: DeviceEndpoint
    let device: Device
    let now: Instant
    let standing: Standing

    enum Standing: Sendable {
        case claimed(TenantID, PresenceChange?, DeviceConflict?)
        /// Its polls are answered, its data is not taken.
        case held
        /// The same, of one that has a claimed terminal's serial and not what would make it believed.
        case mistrusted
    }

    /// Whose events this request makes; `nil` while the terminal is held.
    var origin: EventOrigin? {
        guard case .claimed(let tenant, _, _) = standing else { return nil }
        return EventOrigin(tenant: tenant, device: (device.serial, device.name), acceptedAt: now)
    }

    var isMistrusted: Bool { if case .mistrusted = standing { true } else { false } }

    /// Its data is taken.
    var isClaimed: Bool { if case .claimed = standing { true } else { false } }

    var presenceChange: PresenceChange? {
        if case .claimed(_, let change, _) = standing { change } else { nil }
    }

    /// The event for the news that this terminal is heard, if it is news.
    var presenceEvents: [EventDraft] { presenceEvents(of: device) }

    /// The same, of a terminal that has just told more about itself.
    func presenceEvents(of device: Device) -> [EventDraft] {
        guard let origin, case .claimed(_, let change, let conflict) = standing else { return [] }
        return [change.map { origin.event(for: $0, of: device) }, conflict.map(origin.event(for:))]
            .compactMap { $0 }
    }
}

extension DeviceEndpoint {
    /// The methods an endpoint takes; `nil` for those that belong to dialects we do not speak yet.
    fileprivate var methods: [String]? {
        switch self {
        case .cdata, .getrequest, .ping, .devicecmd: ["GET", "POST"]
        case .fdata, .edata, .event, .querydata: ["POST"]
        case .registry, .push, .rtdata, .exchange, .file: nil
        }
    }
}
