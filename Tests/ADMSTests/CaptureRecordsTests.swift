import ADMS
import BridgeCore
import Testing

/// The same for the records of `OPERLOG` and its like, and for photos.
struct CaptureRecordsTests {
    private static let kinds = ["operlog", "biodata", "idcard", "errorlog", "attphoto", "event"]
    private static let captures = Capture.all.filter { kinds.contains($0.kind) }

    private func read(_ capture: Capture) -> Reading {
        let implied = ["fdata": "ATTPHOTO", "event": "EVENT"]
        let endpoint = capture.path.flatMap(DeviceEndpoint.init(path:))?.rawValue ?? ""
        return Reading(capture.body, table: capture.query["table"] ?? implied[endpoint])
    }

    private func rows(_ capture: Capture, _ key: String) -> [JSONObject] {
        (capture.expect[key]?.elements ?? []).compactMap(\.members)
    }

    /// Whether `bytes` are as many as so many characters of base64 stand for.
    private func fits(_ bytes: [UInt8], _ characters: Int?) -> Bool {
        characters.map { ($0 * 3 / 4 - 2)...($0 * 3 / 4) ~= bytes.count } ?? true
    }

    @Test("every line is understood, but for pictures the publisher cut", arguments: captures)
    func understood(capture: Capture) {
        let reading = read(capture)
        let cut = rows(capture, "biophoto").contains { $0["content_truncated"] != nil }
        #expect(reading.rejects.count == (cut ? 1 : 0), "\(reading.rejects)")
        #expect(reading.lineCount == reading.facts.count + reading.rejects.count)
        let isBare = ["errorlog", "attphoto", "event"].contains(capture.kind) || reading.lineCount == 0
        #expect(reading.acknowledgement == (isBare ? "OK\n" : "OK: \(reading.lineCount)\n"))
        if let count = capture.integer("count") { #expect(reading.facts.count == count) }
    }

    @Test("operations are as their notes say", arguments: captures)
    func operations(capture: Capture) throws {
        let operations = read(capture).operations
        if let codes = capture.expect["oplog_ops"]?.elements {
            #expect(operations.map(\.code) == codes.compactMap(\.integer))
        }
        if let count = capture.integer("oplog_count") { #expect(operations.count == count) }
        for (operation, expected) in zip(operations, rows(capture, "oplog")) { check(operation, expected) }
        if let last = capture.expect["oplog_last"]?.members { check(try #require(operations.last), last) }
        if capture.kind == "event" {
            #expect(operations.map(\.objects.first) == [capture.expect["object"]?.string])
        }
    }

    private func check(_ operation: Operation, _ expected: JSONObject) {
        #expect(operation.code == expected["op"]?.integer)
        if let pin = expected["operator"]?.string { #expect(operation.operatorPin == pin) }
        if let time = expected["time"]?.string { #expect(operation.time.text() == time) }
        if let objects = expected["objs"]?.elements {
            #expect(operation.objects == objects.compactMap(\.string))
        }
    }

    @Test("people are as their notes say", arguments: captures)
    func users(capture: Capture) {
        let users = read(capture).users
        let expected = rows(capture, "users")
        if !expected.isEmpty { #expect(users.map(\.pin) == expected.compactMap { $0["pin"]?.string }) }
        for (user, expected) in zip(users, expected) {
            if let name = expected["name"]?.string { #expect(user.name == name) }
            if let privilege = expected["pri"]?.integer { #expect(user.privilege == privilege) }
            if let password = expected["passwd"]?.string { #expect(user.hasPassword == !password.isEmpty) }
            if let card = expected["card"]?.string { #expect(user.card ?? "" == card) }
            if let card = expected["card_decimal_le"]?.integer { #expect(user.card == String(card)) }
            if let group = expected["grp"]?.string { #expect(user.group == group) }
            if let verify = expected["verify"]?.string { #expect(user.verify.map(String.init) == verify) }
            if let start = expected["start"]?.string { #expect(user.validFrom ?? "0" == start) }
            if let end = expected["end"]?.string { #expect(user.validUntil ?? "0" == end) }
        }
    }

    @Test("templates and photos of people are as their notes say", arguments: captures)
    func biometrics(capture: Capture) {
        let reading = read(capture)
        for (key, modality) in [("fp", 1), ("face", 2), ("fvein", 7)] {
            let expected = rows(capture, key)
            let reports = reading.biometrics.filter { $0.modality == modality }
            if !expected.isEmpty { #expect(reports.count == expected.count) }
            for (report, expected) in zip(reports, expected) {
                #expect(report.pin == expected["pin"]?.string)
                #expect((key == "face" ? report.piece : report.index) == expected["fid"]?.integer)
                if let piece = expected["index"]?.integer { #expect(report.piece == piece) }
                if let valid = expected["valid"]?.integer { #expect(report.valid == valid) }
                #expect(fits(report.template, expected["size"]?.integer))
            }
        }
        for (key, kind) in [("userpic", UserPhoto.Kind.profile), ("biophoto", .comparison)] {
            let expected = rows(capture, key).filter { $0["content_truncated"] == nil }
            let photos = reading.userPhotos.filter { $0.kind == kind }
            #expect(photos.map(\.pin) == expected.compactMap { $0["pin"]?.string })
            for (photo, expected) in zip(photos, expected) {
                if let name = expected["filename"]?.string { #expect(photo.fileName == name) }
                if let type = expected["type"]?.integer { #expect(photo.modality == type) }
                #expect(fits(photo.image, expected["size"]?.integer))
            }
        }
    }

    @Test("unified templates, cards and errors are as their notes say", arguments: captures)
    func tables(capture: Capture) {
        let reading = read(capture)
        let expected = rows(capture, "rows")
        if !expected.isEmpty { #expect(reading.facts.count == expected.count) }
        for (fact, expected) in zip(reading.facts, expected) {
            switch fact {
            case .biometric(let report):
                #expect(report.pin == expected["pin"]?.string)
                #expect(report.modality == expected["type"]?.integer)
                #expect(report.majorVersion == expected["majorver"]?.string)
                if let minor = expected["minorver"]?.string { #expect(report.minorVersion == minor) }
                if let number = expected["no"]?.integer { #expect(report.index == number) }
                if let piece = expected["index"]?.integer { #expect(report.piece == piece) }
                #expect(fits(report.template, expected["tmp_len"]?.integer))
            case .idCard(let card):
                let texts = Dictionary(uniqueKeysWithValues: card.fields.map { ($0.name, $0.text) })
                #expect(card.pin == expected["pin"]?.string)
                #expect(texts["name"] == expected["name"]?.string)
                #expect(texts["gender"] == expected["gender"]?.integer.map(String.init))
                #expect(texts["valid_info"] == expected["valid"]?.string)
            case .deviceError(let error):
                #expect(error.code == expected["code"]?.string)
                #expect(error.origin == expected["origin"]?.string)
                #expect(error.commandID == expected["cmd_id"]?.string)
            case .punch, .operation, .user, .userPhoto, .attendancePhoto, .workCode:
                Issue.record("no such fact was expected: \(fact)")
            }
        }
    }

    @Test("photos are as their notes say", arguments: captures.filter { $0.kind == "attphoto" })
    func photos(capture: Capture) throws {
        let photo = try #require(read(capture).attendancePhotos.first)
        #expect(photo.pin == capture.expect["pin"]?.string)
        #expect(photo.time?.text() == capture.expect["time"]?.string)
        if let name = capture.expect["filename"]?.string { #expect(photo.fileName == name) }
        if let length = capture.integer("jpeg_len") { #expect(photo.image.count == length) }
        if let number = capture.expect["idnum"]?.string { #expect(photo.fileName.contains(number)) }
        #expect(photo.matched == (capture.expect["failed_verification"] == nil))
        #expect(photo.image.starts(with: [0xff, 0xd8, 0xff]))
    }
}
