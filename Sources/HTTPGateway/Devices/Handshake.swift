import ADMS
import BridgeCore
import HTTPEngine

/// GET on `cdata`: the handshake and the few questions terminals ask.
extension DeviceGate {
    func asked(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        if request.query("options") != nil || request.query("pushver") != nil {
            return handshake(call, request, answer)
        }
        if request.query("type")?.lowercased() == "time" {
            return answer.send(.lines(ClockReply.text(for: call.device, at: call.now)))
        }
        if request.query("table") != nil || request.query("PIN") != nil {
            // Roaming (`RemoteAtt`, protocol section 3.8): we hold no people to lend out.
            log.info("device.roaming_refused", [("serial", call.device.serial.text)])
            return answer.send(.text(200, "NONE\n"))
        }
        answer.send(nothingToDo)
    }

    /// Verification by the server (`AuthType`, protocol section 3.8): a template or password to compare with people we
    /// do not hold. Its body is not looked at, and nobody gets in by us.
    func refuseVerification(_ call: DeviceCall, _ answer: HTTPAnswer) {
        log.info("device.verification_refused", [("serial", call.device.serial.text)])
        answer.send(.text(200, "NONE\n"))
    }

    private func handshake(_ call: DeviceCall, _ request: HTTPRequest, _ answer: HTTPAnswer) {
        let facts = HandshakeFacts(
            pushver: request.query("pushver"), language: request.query("language"),
            deviceType: request.query("DeviceType"))
        let serial = call.device.serial
        guard !call.isMistrusted else {
            // Somebody with a terminal's serial and without its key says nothing about the terminal, nor hears of it.
            var stranger = call.device
            stranger.profile = facts.merged(into: stranger.profile)
            return answer.send(.lines(HandshakeReply.text(for: stranger, at: call.now)))
        }
        let device =
            directory.update(serial) {
                $0.profile = facts.merged(into: $0.profile)
                $0.profile.lastHandshake = call.now
                $0.profile.toldOffset = $0.zone.offset(at: call.now)
            } ?? call.device
        directory.note(serial) { $0.lastHandshake = call.now }
        let options = HTTPReply.lines(HandshakeReply.text(for: device, at: call.now))
        log.info(
            "device.handshake",
            [("serial", serial.text), ("push_version", device.profile.pushVersion ?? "")])
        guard call.isClaimed else { return answer.send(options) }
        // Asked for once: a terminal that sends it all again after every handshake would never be done.
        let asked = device.profile.reuploads
        if asked.contains("ATTLOG") { directory.note(serial) { $0.conflicts.beginsAgain(at: call.now) } }
        var saved = device
        saved.profile.reuploads = []
        intake.accept(EventBatch(events: call.presenceEvents(of: device), device: saved)) { [self] result in
            switch result {
            case .success:
                _ = directory.update(serial) { $0.profile.reuploads.subtract(asked) }
                answer.send(options)
            case .failure(let error):
                takeBackPresence(call)
                answer.send(retryReply(error, serial))
            }
        }
    }
}
