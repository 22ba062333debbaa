/// The tables a server can write to (protocol section 6.5), and what makes a record one of its own in each.
enum TerminalTable: String, CaseIterable, Sendable {
    case people = "USERINFO"
    case fingerprints = "FINGERTMP"
    case faces = "FACE"
    case fingerVeins = "FVEIN"
    case templates = "BIODATA"
    case pictures = "USERPIC"
    case comparisonPictures = "BIOPHOTO"
    case messages = "SMS"
    case messageReaders = "USER_SMS"
    case workCodes = "WORKCODE"
    case idCards = "IDCARD"
    case groups = "AccGroup"
    case timeZones = "AccTimeZone"
    case clockTimeZones = "TIMEZONE"
    case holidays = "AccHoliday"
    case unlockCombinations = "AccUnLockComb"

    /// The cells by which a record is told from others.
    var key: [String] {
        switch self {
        case .people, .pictures: ["PIN"]
        case .fingerprints, .faces: ["PIN", "FID"]
        case .fingerVeins: ["PIN", "FID", "Index"]
        case .templates: ["PIN", "Type", "No", "Index"]
        case .comparisonPictures: ["PIN", "Type"]
        case .messages, .timeZones, .holidays, .unlockCombinations: ["UID"]
        case .messageReaders: ["PIN", "UID"]
        case .workCodes: ["CODE"]
        case .idCards: ["IDNum"]
        case .groups: ["ID"]
        case .clockTimeZones: ["TZID"]
        }
    }

    /// Whether its records belong to a person, who must be there.
    var isPersonal: Bool {
        switch self {
        case .fingerprints, .faces, .fingerVeins, .templates, .pictures, .comparisonPictures,
            .messageReaders:
            true
        case .people, .messages, .workCodes, .idCards, .groups, .timeZones, .clockTimeZones, .holidays,
            .unlockCombinations:
            false
        }
    }

    /// The cell with base64, whose length `Size` says.
    var binaryCell: String? {
        switch self {
        case .fingerprints, .faces, .fingerVeins, .templates: "TMP"
        case .pictures, .comparisonPictures: "Content"
        case .people, .messages, .messageReaders, .workCodes, .idCards, .groups, .timeZones,
            .clockTimeZones, .holidays, .unlockCombinations:
            nil
        }
    }

    /// The word its rows begin with in an upload; `nil` for those that no query asks for.
    var rowWord: String? {
        switch self {
        case .people: "USER"
        case .fingerprints: "FP"
        case .templates: "BIODATA"
        case .faces, .fingerVeins, .pictures, .comparisonPictures, .messages, .messageReaders, .workCodes,
            .idCards, .groups, .timeZones, .clockTimeZones, .holidays, .unlockCombinations:
            nil
        }
    }
}
