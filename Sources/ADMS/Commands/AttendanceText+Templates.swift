import BridgeCore

/// Templates, in the table that suits the terminal.
extension AttendanceText {
    private static let validUnderDuress = 3

    func template(_ template: BiometricTemplate) throws(Untellable) -> String {
        let pin = try person(template.pin)
        let table = try addressee.biometrics.table(for: template.modality, template.form)
        let own = addressee.biometrics.version(of: template.modality)
        if !template.isForced, let own, let given = template.majorVersion, given != own {
            throw Untellable(
                "major_version",
                "must be \(own), the version of the terminal's \(template.modality.name) algorithm, is \(given): "
                    + "templates do not work across versions; with `force` it is sent all the same")
        }
        let text = Base64Text.encode(template.template)
        let size = text.utf8.count
        let isDuress = template.isDuress || template.valid == Self.validUnderDuress
        let valid = isDuress ? Self.validUnderDuress : template.valid
        switch table {
        case .fingerprint:
            guard 0...9 ~= template.index else { throw Untellable("index", "must be a finger, 0 to 9") }
            let start = generation == .first ? "DATA FP" : "DATA UPDATE FINGERTMP"
            return "\(start) PIN=\(pin)\tFID=\(template.index)\tSize=\(size)\tValid=\(valid)\tTMP=\(text)"
        case .face:
            // Older firmware has these two names in capitals.
            let (validKey, sizeKey) = generation == .standard ? ("Valid", "Size") : ("VALID", "SIZE")
            return "DATA UPDATE FACE PIN=\(pin)\tFID=\(template.piece)\t\(validKey)=\(valid)"
                + "\t\(sizeKey)=\(size)\tTMP=\(text)"
        case .fingerVein:
            return "DATA UPDATE FVEIN Pin=\(pin)\tFID=\(template.index)\tIndex=\(template.piece)"
                + "\tValid=\(valid)\tSize=\(size)\tTmp=\(text)"
        case .unified:
            // A template without its version is taken at the orderer's word to be of the terminal's.
            guard let major = template.majorVersion ?? own else {
                throw Untellable(
                    "major_version", "is required: the terminal has not said which version it has")
            }
            return "DATA UPDATE BIODATA Pin=\(pin)\tNo=\(template.index)\tIndex=\(template.piece)"
                + "\tValid=\(min(template.valid, 1))\tDuress=\(isDuress ? 1 : 0)"
                + "\tType=\(template.modality.rawValue)\tMajorVer=\(major)"
                + "\tMinorVer=\(template.minorVersion ?? 0)\tFormat=\(template.format)\tTmp=\(text)"
        }
    }

    func deletion(of selection: BiometricSelection) throws(Untellable) -> String {
        let pin = try person(selection.pin ?? "")
        guard let modality = selection.modality else {
            guard generation == .standard, addressee.option("MultiBioDataSupport") != nil else {
                throw Untellable(
                    "modality",
                    "is required: the terminal has not said that it keeps all kinds of templates in one table"
                )
            }
            let apart = selection.form == .unified ? [] : addressee.biometrics.keptApart.map(\.name)
            guard apart.isEmpty else {
                throw Untellable(
                    "modality",
                    "is required: the terminal keeps \(apart.joined(separator: ", ")) in tables of their own, so each "
                        + "kind must be deleted by an order of its own")
            }
            return "DATA DELETE BIODATA Pin=\(pin)"
        }
        let index = selection.index
        switch try addressee.biometrics.table(for: modality, selection.form) {
        case .fingerprint:
            let start = generation == .first ? "DATA DEL_FP" : "DATA DELETE FINGERTMP"
            return "\(start) PIN=\(pin)" + (index.map { "\tFID=\($0)" } ?? "")
        case .face:
            guard index ?? 0 == 0 else { throw Untellable("index", "must be left out: there is one face") }
            return "DATA DELETE FACE PIN=\(pin)"
        case .fingerVein: return "DATA DELETE FVEIN Pin=\(pin)" + (index.map { "\tFID=\($0)" } ?? "")
        case .unified:
            return "DATA DELETE BIODATA Pin=\(pin)\tType=\(modality.rawValue)"
                + (index.map { "\tNo=\($0)" } ?? "")
        }
    }

    func query(_ selection: BiometricSelection) throws(Untellable) -> String {
        guard let modality = selection.modality else { throw Untellable("modality", "is required") }
        let pin = try selection.pin.map(person)
        switch try addressee.biometrics.table(for: modality, selection.form) {
        case .fingerprint:
            guard let pin else {
                throw Untellable("pin", "is required: the terminal tells fingerprints only by person")
            }
            return "DATA QUERY FINGERTMP PIN=\(pin)" + (selection.index.map { "\tFID=\($0)" } ?? "")
        case .face, .fingerVein:
            throw Untellable(
                "modality",
                "must be another: terminals without unified templates have no query for \(modality.name)")
        case .unified:
            return "DATA QUERY BIODATA Type=\(modality.rawValue)" + (pin.map { "\tPIN=\($0)" } ?? "")
                + (selection.index.map { "\tNo=\($0)" } ?? "")
        }
    }
}
