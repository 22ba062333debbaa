import BridgeCore

/// How a terminal keeps what it is given, gives it back, and enrols people.
extension Terminal {
    /// `USERINFO PIN=7<TAB>Name=Ann`: the table's name, then a record.
    private static func split(_ text: String) -> (table: TerminalTable?, record: TerminalRecord) {
        let name = text.prefix { $0 != " " }
        return (TerminalTable(rawValue: String(name)), TerminalRecord(text.dropFirst(name.count)))
    }

    mutating func update(_ text: String) -> Execution {
        let (table, record) = Self.split(text)
        guard let table, knows(table) else {
            return Execution(returnCode: -1002, story: "does not know this table")
        }
        for name in table.key where record[name] == nil && table != .comparisonPictures {
            return Execution(returnCode: -1, story: "was given no \(name)")
        }
        if let refusal = refusal(of: record, in: table) { return refusal }
        let pin = record["PIN"] ?? ""
        if table == .templates, record["Type"] == "1", model.dropsUnifiedFingerprints {
            return Execution(story: "says yes to a template of \(pin) and drops it")
        }
        put(record, into: table)
        return Execution(
            story: table == .people ? "saves user \(pin)" : "saves a record of \(table.rawValue)")
    }

    /// A record with the same key is changed, in its place.
    private mutating func put(_ record: TerminalRecord, into table: TerminalTable) {
        let key = table.key
        var kept = records[table] ?? []
        if let place = kept.firstIndex(where: { old in key.allSatisfy { old[$0] == record[$0] } }) {
            kept[place].merge(record)
        } else if table == .people {
            var person = TerminalRecord("PIN=\(record["PIN"] ?? "")\tName=\t\(model.userCells)")
            person.merge(record)
            kept.append(person)
        } else {
            kept.append(record)
        }
        records[table] = kept
    }

    /// Why a record is not taken; what protocol section 13.6 says codes mean.
    private func refusal(of record: TerminalRecord, in table: TerminalTable) -> Execution? {
        let pin = record["PIN"] ?? ""
        if table.isPersonal, !has(pin) { return Execution(returnCode: -10, story: "has no user \(pin)") }
        guard let cell = table.binaryCell, let text = record[cell] else { return nil }
        if let size = record["Size"], size != String(text.utf8.count) {
            let code = cell == "TMP" ? -9 : -2
            return Execution(returnCode: code, story: "was given another size than the data has")
        }
        guard table == .templates, let major = record["MajorVer"], let own = version(of: record["Type"]),
            major != own
        else { return nil }
        return Execution(returnCode: -30, story: "has version \(own) of this algorithm")
    }

    private func version(of type: String?) -> String? {
        switch type {
        case "1": option("FPVersion")
        case "9" where option("VisilightFun") == "1", "2" where option("VisilightFun") != "1":
            option("FaceVersion")
        default: nil
        }
    }

    /// Unified templates and what goes with them came with push 2.4.
    private func knows(_ table: TerminalTable) -> Bool {
        switch table {
        case .templates, .comparisonPictures: model.pushVersion?.hasPrefix("2.4") == true
        case .people, .fingerprints, .faces, .fingerVeins, .pictures, .messages, .messageReaders, .workCodes,
            .idCards, .groups, .timeZones, .clockTimeZones, .holidays, .unlockCombinations:
            true
        }
    }

    private func has(_ pin: String) -> Bool { people.contains { $0.pin == pin } }

    mutating func delete(_ text: String) -> Execution {
        let (table, wanted) = Self.split(text)
        guard let table, knows(table) else {
            return Execution(returnCode: -1002, story: "does not know this table")
        }
        guard !wanted.cells.isEmpty else { return Execution(returnCode: -1, story: "was not told which") }
        let before = records[table] ?? []
        let kept = before.filter { !$0.agrees(with: wanted) }
        if table == .people || table.isPersonal, let pin = wanted["PIN"], !has(pin) {
            return Execution(returnCode: -10, story: "has no user \(pin)")
        }
        records[table] = kept
        guard table == .people else {
            return Execution(story: "deletes \(before.count - kept.count) records of \(table.rawValue)")
        }
        // Whoever goes takes everything along.
        let pin = wanted["PIN"] ?? ""
        for table in TerminalTable.allCases where table.isPersonal {
            records[table]?.removeAll { $0["PIN"] == pin }
        }
        return Execution(story: "deletes user \(pin)")
    }

    func query(_ text: String) -> Execution {
        let name = String(text.prefix { $0 != " " })
        let rest = String(text.dropFirst(name.count + 1))
        if name == "ATTLOG" {
            let rows = punches(in: rest).map { model.row(of: $0) }
            return Execution(
                story: "sends \(rows.count) punches again", upload: ("ATTLOG", rows.joined()))
        }
        if name == "ATTPHOTO" {
            var execution = Execution(story: "sends its photos again")
            execution.photos = model.takesPhotos ? punches(in: rest) : []
            return execution
        }
        guard let table = TerminalTable(rawValue: name), table.rowWord != nil, knows(table) else {
            return Execution(returnCode: -1002, story: "has no query for this")
        }
        let wanted = TerminalRecord(rest)
        let count = (records[table] ?? []).count { $0.agrees(with: wanted) }
        return Execution(
            story: table == .people ? "sends \(count) users" : "sends \(count) templates",
            upload: (
                table == .templates ? "BIODATA" : "OPERLOG",
                rows(table) { record in record.agrees(with: wanted) }
            ))
    }

    // MARK: - Enrolment

    /// A finger that is made up; its number is in it.
    mutating func enrolFinger(_ text: String) -> Execution {
        let order = TerminalRecord(text)
        guard let pin = order["PIN"], let finger = order["FID"] else {
            return Execution(returnCode: -1, story: "was given no finger")
        }
        let place = TerminalRecord("PIN=\(pin)\tFID=\(finger)")
        return enrol(
            place, TerminalRecord("\(place.text)\tSize=8\tValid=1\tTMP=U0lN\(finger)A=="), .fingerprints,
            overwriting: order["OVERWRITE"] == "1")
    }

    mutating func enrolTemplate(_ text: String) -> Execution {
        let order = TerminalRecord(text)
        guard let pin = order["PIN"], let type = order["TYPE"] else {
            return Execution(returnCode: -1, story: "was not told what to enrol")
        }
        guard knows(.templates) else { return Execution(returnCode: -1002, story: "enrols no such thing") }
        let place = TerminalRecord("Pin=\(pin)\tNo=0\tIndex=0\tType=\(type)")
        let template = TerminalRecord(
            "Pin=\(pin)\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=\(type)\tMajorVer=\(version(of: type) ?? "1")"
                + "\tMinorVer=0\tFormat=0\tTmp=U0lNVUxB")
        return enrol(place, template, .templates, overwriting: order["OVERWRITE"] == "1")
    }

    private mutating func enrol(
        _ place: TerminalRecord, _ record: TerminalRecord, _ table: TerminalTable, overwriting: Bool
    ) -> Execution {
        let pin = place["PIN"] ?? ""
        guard has(pin) else { return Execution(returnCode: -10, story: "has no user \(pin)") }
        if !overwriting, records[table]?.contains(where: { $0.agrees(with: place) }) == true {
            return Execution(returnCode: 2, story: "has that of \(pin) already")
        }
        put(record, into: table)
        return Execution(
            story: "enrols \(pin)",
            upload: (
                table == .templates ? "BIODATA" : "OPERLOG", rows(table) { $0.agrees(with: place) }
            ))
    }

    mutating func enrolCard(_ text: String) -> Execution {
        let pin = TerminalRecord(text)["PIN"] ?? ""
        guard has(pin) else { return Execution(returnCode: -10, story: "has no user \(pin)") }
        put(TerminalRecord("PIN=\(pin)\tCard=12345678"), into: .people)
        return Execution(
            story: "gives \(pin) a card", upload: ("OPERLOG", rows(.people) { $0["PIN"] == pin }))
    }
}
