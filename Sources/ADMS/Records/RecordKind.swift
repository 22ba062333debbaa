/// What a row of `OPERLOG` and its like says, told by its leading word (protocol sections 3.4 and 3.5).
enum RecordKind: Sendable, CaseIterable {
    case operation, user, fingerprint, face, fingerVein, biometric, profilePhoto, comparisonPhoto, workCode
    case idCard, deviceError
    /// The only kind without a leading word; it has an endpoint of its own.
    case doorEvent

    /// Bytes of a row without and with a template or picture at most.
    static let maximumText = 8 * 1024
    static let maximumBinary = 4 * 1024 * 1024

    /// Bytes of a leading word at most.
    private static let maximumWord = 16

    /// How rows of this kind begin, upper case; the names of the tables that hold only them are taken too.
    private var words: [String] {
        switch self {
        case .operation: ["OPLOG"]
        case .user: ["USER", "USERINFO"]
        case .fingerprint: ["FP", "FINGERTMP"]
        case .face: ["FACE"]
        case .fingerVein: ["FVEIN"]
        case .biometric: ["BIODATA"]
        case .profilePhoto: ["USERPIC"]
        case .comparisonPhoto: ["BIOPHOTO"]
        case .workCode: ["WORKCODE"]
        case .idCard: ["IDCARD"]
        case .deviceError: ["ERRORLOG"]
        case .doorEvent: []
        }
    }

    /// Bytes of a row at most.
    var maximumRow: Int {
        switch self {
        case .operation, .user, .workCode, .deviceError, .doorEvent: Self.maximumText
        case .fingerprint, .face, .fingerVein, .biometric, .profilePhoto, .comparisonPhoto, .idCard:
            Self.maximumBinary
        }
    }

    private static let byWord = Dictionary(
        uniqueKeysWithValues: allCases.flatMap { kind in kind.words.map { ($0, kind) } })

    /// The kind a leading word names; `nil` for a strange word.
    ///
    /// - Parameter exactly: Whether only upper case counts: tables of other dialects have rows that begin with
    ///   `user` and mean something else.
    static func named(_ word: ArraySlice<UInt8>, exactly: Bool = false) -> RecordKind? {
        guard word.count <= maximumWord else { return nil }
        return byWord[exactly ? word.text : word.text.uppercased()]
    }

    /// The word a row begins with, up to a space or TAB; empty where it begins with a value or a `key=`.
    static func leadingWord(of row: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let word = row.prefix { $0.isLetter || $0.isDigit }
        let rest = row[word.endIndex...]
        let isEnded = rest.first.map { $0 == ASCII.space || $0 == ASCII.tab } ?? true
        guard word.first?.isLetter == true, isEnded,
            rest.first(where: { $0 != ASCII.space }) != ASCII.equals
        else { return word.prefix(0) }
        return word
    }
}
