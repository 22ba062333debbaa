import ADMS
import BridgeCore
import Foundation
import Testing

/// Checks our reading against captured traffic, where the folder with it is at hand; it is not in the
/// repository.
struct CaptureTests {
    @Test("captures are read as their notes say", .enabled(if: Capture.folder != nil), arguments: Capture.all)
    func capture(capture: Capture) throws {
        switch capture.kind {
        case "attlog": try attendance(capture)
        case "options": try options(capture)
        case "getrequest": try info(capture)
        case "devicecmd": try receipts(capture)
        case "handshake": handshake(capture)
        default: break
        }
        if let path = capture.path, DeviceEndpoint.isTerminalPath(path),
            !["unknown_endpoint", "file_get"].contains(capture.kind)
        {
            #expect(DeviceEndpoint(path: path) != nil)
        }
    }

    private func attendance(_ capture: Capture) throws {
        let reading = Reading(capture.body, table: capture.query["table"])
        #expect(reading.rejects.isEmpty)
        if let count = capture.integer("count") { #expect(reading.punches.count == count) }
        let punch = try #require(reading.punches.first)
        guard let first = capture.expect["first"]?.members else { return }
        if let pin = first["pin"]?.string { #expect(punch.pin == pin) }
        if let time = first["time"]?.string { #expect(punch.time.text() == time) }
        if let status = first["status"]?.integer { #expect(punch.status == status) }
        if let verify = first["verify"]?.integer { #expect(punch.verify == verify) }
        if let code = first["workcode"]?.string { #expect(punch.workCode ?? "" == code) }
        if let number = first["idnum"]?.string { #expect(punch.reserved.contains(number)) }
        if let codes = first["jobcodes"]?.elements, let tips = first["tips"]?.elements {
            #expect(Array(punch.reserved.dropFirst(2)) == (codes + tips).compactMap(\.string))
        }
    }

    private func options(_ capture: Capture) throws {
        #expect(Reading(capture.body, table: capture.query["table"]).kind == .options)
        let options = OptionsText.read(capture.body)
        // The note's `option_count` of capture 013 counts the comma inside a name too, so it is not compared.
        for key in ["options", "options_subset"] {
            for (name, value) in capture.expect[key]?.members?.members ?? [] {
                // The trailing space of one vendor's name is trimmed.
                #expect(options[name] == value.string?.trimmingCharacters(in: .whitespaces))
            }
        }
    }

    private func info(_ capture: Capture) throws {
        guard let expected = capture.expect["info"]?.members else { return }
        let text = try #require(capture.query["INFO"])
        let info = try #require(DeviceInfo(info: text))
        #expect(info.firmware ?? "" == expected["fw"]?.string)
        #expect(info.counts.users == expected["users"]?.integer)
        #expect(info.counts.fingerprints == expected["fps"]?.integer)
        #expect(info.counts.punches == expected["attlogs"]?.integer)
        #expect(info.localAddress == expected["ip"]?.string)
        if let flags = expected["flags"]?.string { #expect(info.functionFlags?.hasPrefix(flags) == true) }
        if let faces = expected["faces"]?.integer { #expect(info.counts.faces == faces) }
    }

    private func handshake(_ capture: Capture) {
        let query = capture.query
        let facts = HandshakeFacts(
            pushver: query["pushver"], language: query["language"], deviceType: query["DeviceType"])
        if let version = capture.expect["pushver"]?.string { #expect(facts.pushVersion == version) }
        if let language = capture.integer("language") { #expect(facts.language == language) }
        if let type = capture.expect["device_type"]?.string { #expect(facts.deviceType == type) }
        if let path = capture.path { #expect(DeviceEndpoint(path: path) == .cdata) }
        let device = Device(
            serial: SerialNumber("TST1")!, tenant: nil, zone: .utc,
            profile: facts.merged(into: DeviceProfile()))
        if capture.expect["charset_hint"] != nil { #expect(device.textCharset == .gb18030) }
        let reply = String(
            decoding: HandshakeReply.text(for: device, at: Instant(seconds: 1_795_000_000)), as: UTF8.self)
        let isClock = capture.expect["dialect"]?.string == "clock"
        #expect(reply.contains(isClock ? "\nTimeZone=+00:00\n" : "\nTimeZone=0\n"))
    }

    private func receipts(_ capture: Capture) throws {
        let (receipts, rejects) = ReceiptReader.read(capture.body)
        #expect(rejects.isEmpty)
        let expected = (capture.expect["results"]?.elements ?? []).compactMap(\.elements)
        #expect(receipts.map(\.id) == expected.compactMap { $0.first?.string })
        #expect(receipts.map(\.returnCode) == expected.compactMap { $0.count > 1 ? $0[1].integer : nil })
        let result = receipts.first?.result?.members
        if let content = capture.expect["content"]?.string { #expect(result?["content"]?.string == content) }
        if let length = capture.integer("content_len") {
            #expect(result?["content_bytes"]?.integer == length)
        }
        for (name, value) in capture.expect["info_subset"]?.members?.members ?? [] {
            #expect(result?[name] == value)
        }
    }
}

extension JSON {
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
    var elements: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
    var members: JSONObject? { if case .object(let object) = self { object } else { nil } }
}
