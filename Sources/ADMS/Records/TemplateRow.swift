import BridgeCore

/// Templates: the rows of old algorithms, one kind each, and the unified `BIODATA` (protocol sections 3.4, 3.5).
enum TemplateRow {
    /// Numbers of `Type` in BIODATA.
    private enum Modality {
        static let fingerprint = 1
        static let face = 2
        static let fingerVein = 7
    }
    /// `Valid` of a finger that calls for help.
    private static let validUnderDuress = 3
    /// Some firmware adds this to the finger's number instead.
    private static let duressOffset = 16

    /// `FP PIN= FID= Size= Valid= TMP=`
    static func fingerprint(
        _ cells: KeyedCells, _ versions: TemplateVersions
    ) throws(RowRejection) -> BiometricReport {
        var report = try old(cells, Modality.fingerprint, versions.fingerprint)
        report.index = try cells.number("FID")
        if let finger = report.index, duressOffset...(duressOffset + 9) ~= finger {
            report.index = finger - duressOffset
            report.duress = 1
        }
        return report
    }

    /// `FACE PIN= FID= Size= Valid= TMP=`: a face comes in a dozen rows, so FID says which piece.
    static func face(
        _ cells: KeyedCells, _ versions: TemplateVersions
    ) throws(RowRejection) -> BiometricReport {
        var report = try old(cells, Modality.face, versions.face)
        report.index = 0
        report.piece = try cells.number("FID")
        return report
    }

    /// `FVEIN Pin= FID= Index= Size= Valid= Tmp=`
    static func fingerVein(
        _ cells: KeyedCells, _ versions: TemplateVersions
    ) throws(RowRejection) -> BiometricReport {
        var report = try old(cells, Modality.fingerVein, versions.fingerVein)
        report.index = try cells.number("FID")
        report.piece = try cells.number("Index")
        return report
    }

    /// `BIODATA Pin= No= Index= Valid= Duress= Type= MajorVer= MinorVer= Format= Tmp=`
    static func unified(_ cells: KeyedCells) throws(RowRejection) -> BiometricReport {
        guard let type = cells["Type"] else { throw RowRejection("Type is missing or empty") }
        guard let modality = try PunchCell.number(type, "Type"), modality >= 0 else {
            throw RowRejection("Type", type, "must be a number from 0")
        }
        return BiometricReport(
            pin: try cells.pin(), modality: modality, index: try cells.number("No"),
            piece: try cells.number("Index"), valid: try cells.number("Valid"),
            duress: try cells.number("Duress"), majorVersion: try cells.text("MajorVer"),
            minorVersion: try cells.text("MinorVer"), format: try cells.text("Format"),
            template: try cells.binary("Tmp"))
    }

    /// What the rows of old algorithms have in common. `Valid` says whether it is a sign of duress too.
    private static func old(
        _ cells: KeyedCells, _ modality: Int, _ version: TemplateVersions.Version?
    ) throws(RowRejection) -> BiometricReport {
        let valid = try cells.number("Valid")
        return BiometricReport(
            pin: try cells.pin(), modality: modality, valid: valid,
            duress: valid.map { $0 == validUnderDuress ? 1 : 0 }, majorVersion: version?.major,
            minorVersion: version?.minor, template: try cells.binary("TMP"))
    }
}
