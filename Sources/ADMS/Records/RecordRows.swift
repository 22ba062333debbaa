import BridgeCore

/// Reads the rows of `OPERLOG`, a mix of kinds, and of the tables that hold one kind only.
///
/// A row's leading word decides before the table's name does, as some firmware puts rows into the wrong table;
/// without such a word it is of the table's kind (protocol section 3.5).
struct RecordRows: RowReader {
    /// What rows without a leading word are; `nil` where that cannot be said.
    let assumed: RecordKind?
    /// Why rows cannot be told from their table, in words; `nil` for a table we know.
    var strangeness: String?
    let versions: TemplateVersions
    let decoder: RowDecoder

    func read(_ line: ArraySlice<UInt8>) throws(RowRejection) -> Fact {
        let word = RecordKind.leadingWord(of: line)
        if let kind = RecordKind.named(word, exactly: strangeness != nil) {
            return try read(line, as: kind, from: word.count)
        }
        if let assumed, word.isEmpty { return try read(line, as: assumed, from: 0) }
        throw foreign(word.isEmpty ? line.prefix { $0 != ASCII.tab && $0 != ASCII.nul } : word)
    }

    /// - Parameter start: Bytes of the leading word.
    private func read(
        _ line: ArraySlice<UInt8>, as kind: RecordKind, from start: Int
    ) throws(RowRejection) -> Fact {
        let row = try decoder.row(line, atMost: kind.maximumRow)
        let data = row.bytes.dropFirst(start)
        return switch kind {
        case .operation: .operation(try OperationRow.read(data, of: row))
        case .doorEvent: .operation(try DoorEventRow.read(try KeyedCells(data), of: row))
        case .user: .user(try UserRow.read(try KeyedCells(data), of: row))
        case .workCode: .workCode(try WorkCodeRow.read(try KeyedCells(data), of: row))
        case .deviceError: .deviceError(try DeviceErrorRow.read(try KeyedCells(data), of: row))
        case .idCard: .idCard(try IDCardRow.read(try KeyedCells(data)))
        case .fingerprint: .biometric(try TemplateRow.fingerprint(try KeyedCells(data), versions))
        case .face: .biometric(try TemplateRow.face(try KeyedCells(data), versions))
        case .fingerVein: .biometric(try TemplateRow.fingerVein(try KeyedCells(data), versions))
        case .biometric: .biometric(try TemplateRow.unified(try KeyedCells(data)))
        case .profilePhoto: .userPhoto(try UserPhotoRow.read(try KeyedCells(data), kind: .profile))
        case .comparisonPhoto: .userPhoto(try UserPhotoRow.read(try KeyedCells(data), kind: .comparison))
        }
    }

    private func foreign(_ beginning: ArraySlice<UInt8>) -> RowRejection {
        let cause = strangeness.map { "\($0), and " } ?? ""
        guard String(validating: beginning, as: UTF8.self) != nil else {
            return RowRejection("\(cause)the row is not UTF-8 text", isForeign: true)
        }
        return RowRejection(
            "\(cause)the row begins with \(quoted(beginning)), which is no kind of record this bridge knows",
            isForeign: true)
    }
}
