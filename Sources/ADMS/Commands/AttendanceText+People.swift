import BridgeCore

/// People and what belongs to them.
extension AttendanceText {
    /// The fields of a person that were given.
    ///
    /// A field left out stays as it was on firmware that merges, an administrator's rights too; `Name=` or
    /// `Passwd=` with nothing behind takes it away there. Firmware that replaces the record (SF4A) blanks what is
    /// left out either way, and takes a person without `Pri=` for an ordinary one.
    func user(_ user: UserRecord) throws(Untellable) -> String {
        var fields = ["PIN=\(try person(user.pin))"]
        if let name = user.name { fields.append("Name=\(name)") }
        if let privilege = user.privilege { fields.append("Pri=\(privilege.code)") }
        if let password = user.password { fields.append("Passwd=\(password)") }
        if let card = user.card { fields.append("Card=\(self.card(card))") }
        if let group = user.group { fields.append("Grp=\(group)") }
        if let zones = user.timeZones { fields.append("TZ=\(Self.timeZones(zones))") }
        if let code = user.verifyCode {
            fields.append("\(generation == .clock ? "VerifyMode" : "Verify")=\(code)")
        }
        if let card = user.secondCard { fields.append("ViceCard=\(card)") }
        if let validity = user.validity { fields += try periods(validity) }
        let start = generation == .first ? "DATA USER " : "DATA UPDATE USERINFO "
        return start + fields.joined(separator: "\t")
    }

    /// `Expires=1` switches them on. The option says whether the terminal looks at them at all.
    private func periods(_ validity: UserValidity) throws(Untellable) -> [String] {
        let field = validity == .unlimited ? "expires" : "valid_until"
        if addressee.option("UserValidTimeFun") == "0" {
            throw Untellable(field, "must be left out: the terminal says UserValidTimeFun=0")
        }
        guard generation == .standard else {
            throw Untellable(field, "must be left out: \(generation.name) has no validity periods")
        }
        return switch validity {
        case .between(let from, let until):
            [
                "StartDatetime=\(from.text(separator: "T"))", "EndDatetime=\(until.text(separator: "T"))",
                "Expires=1",
            ]
        case .unlimited: ["StartDatetime=0", "EndDatetime=0", "Expires=0"]
        }
    }

    /// Terminals of push 1 have cards as bytes, the lowest first; five as real ones wrote them.
    private func card(_ decimal: String) -> String {
        guard generation == .first, var number = UInt64(decimal), number >> 40 == 0 else { return decimal }
        var text = "["
        for _ in 0..<5 {
            let byte = String(number & 0xff, radix: 16, uppercase: true)
            text += byte.count == 1 ? "0" + byte : byte
            number >>= 8
        }
        return text + "]"
    }

    /// Four groups of four hexadecimal digits: whether the zones are the person's own, then three of them.
    private static func timeZones(_ zones: [Int]) -> String {
        ([zones.isEmpty ? 0 : 1] + zones + Array(repeating: 0, count: 3 - min(3, zones.count))).map {
            number in
            let digits = String(number, radix: 16, uppercase: true)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    func deletion(ofUser pin: String) throws(Untellable) -> String {
        let start = generation == .first ? "DATA DEL_USER" : "DATA DELETE USERINFO"
        return "\(start) PIN=\(try person(pin))"
    }

    /// `Size` is that of the base64, which holds no TAB and no line end.
    func picture(_ picture: UserPicture) throws(Untellable) -> String {
        let content = Base64Text.encode(picture.image)
        let pin = try person(picture.pin)
        switch picture.kind {
        case .profile:
            if addressee.option("PhotoFunOn") == "0" {
                throw Untellable("kind", "must be comparison: the terminal shows no pictures (PhotoFunOn=0)")
            }
            if generation != .standard, content.utf8.count > 20 * 1024 {
                throw Untellable("photo", "must be at most 15 KB: \(generation.name) takes 20 KB of base64")
            }
            return "DATA UPDATE USERPIC PIN=\(pin)\tSize=\(content.utf8.count)\tContent=\(content)"
        case .comparison:
            try expectComparison(picture.modality)
            return "DATA UPDATE BIOPHOTO PIN=\(pin)\tType=\(picture.modality.rawValue)"
                + "\tSize=\(content.utf8.count)\tContent=\(content)\tFormat=0"
                + (picture.wantsTemplate ? "\tPostBackTmpFlag=1" : "")
        }
    }

    private func expectComparison(_ modality: BiometricModality) throws(Untellable) {
        guard generation == .standard else {
            throw Untellable("kind", "must be profile: \(generation.name) compares no pictures")
        }
        let announced = addressee.biometrics.flag("MultiBioPhotoSupport", modality)
        if announced == false {
            throw Untellable(
                "kind",
                "must be profile: the terminal's MultiBioPhotoSupport says no to \(modality.name)")
        }
        if announced == nil, addressee.option("BioPhotoFun") == "0" {
            throw Untellable(
                "kind", "must be profile: the terminal compares no pictures (BioPhotoFun=0)")
        }
    }

    func deletion(of selection: UserPictureSelection) throws(Untellable) -> String {
        let pin = try person(selection.pin)
        switch selection.kind {
        case .profile: return "DATA DELETE USERPIC PIN=\(pin)"
        case .comparison:
            return "DATA DELETE BIOPHOTO PIN=\(pin)"
                + (selection.modality.map { "\tType=\($0.rawValue)" } ?? "")
        }
    }

    func enrolment(_ enrolment: Enrolment) throws(Untellable) -> String {
        switch enrolment {
        case .fingerprint(let pin, let finger, let retries, let overwrites):
            let support = addressee.biometrics
            guard
                addressee.option("FingerFunOn") != "0"
                    || support.flag("MultiBioDataSupport", .fingerprint) == true
            else { throw Untellable(nil, "must be another: the terminal says FingerFunOn=0") }
            // The clock series has 2 for "do not overwrite".
            let overwrite = overwrites ? 1 : generation == .clock ? 2 : 0
            return "ENROLL_FP PIN=\(try person(pin))\tFID=\(finger)\tRETRY=\(retries)\tOVERWRITE=\(overwrite)"
        case .biometric(let pin, let modality, let card, let retries, let overwrites):
            guard generation == .standard else {
                throw Untellable(
                    nil, "must be enroll.fingerprint: \(generation.name) enrols nothing but fingers and cards"
                )
            }
            return "ENROLL_BIO TYPE=\(modality.rawValue)\tPIN=\(try person(pin))\tCardNo=\(card ?? "")"
                + "\tRETRY=\(retries)\tOVERWRITE=\(overwrites ? 1 : 0)"
        case .card(let pin, let retries): return "ENROLL_MF PIN=\(try person(pin))\tRETRY=\(retries)"
        }
    }

    /// Every field, as a card's record is always whole.
    func idCard(_ card: IdentityCard) throws(Untellable) -> String {
        guard generation == .standard else {
            throw Untellable(nil, "must be another: \(generation.name) reads no identity cards")
        }
        let texts = Dictionary(card.fields.map { ($0.name, $0.text) }) { $1 }
        var fields = ["PIN=\(try card.pin.map(person) ?? "0")"]
        for (name, key) in IDCardRow.fields { fields.append("\(key)=\(texts[name] ?? "")") }
        return "DATA UPDATE IDCARD " + fields.joined(separator: "\t")
    }
}
