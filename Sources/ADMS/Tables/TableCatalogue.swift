/// Every table of the attendance dialect, one line each.
enum TableCatalogue {
    private static let tables: [DeviceTable] = [
        AttendanceLog.table,
        PhotoUpload.table,
        DeviceTable("OPTIONS", acknowledgement: .bare, content: .options),
        .records("OPERLOG"),
        .records("BIODATA", .biometric),
        .records("IDCARD", .idCard),
        .records("ERRORLOG", .deviceError, acknowledgement: .bare),
        .records("USERPIC", .profilePhoto, acknowledgement: .bare),
        .records("BIOPHOTO", .comparisonPhoto, acknowledgement: .bare),
        // Table names of some firmware for what others put into OPERLOG (protocol section 3.5).
        .records("OPLOG", .operation),
        .records("USERINFO", .user),
        .records("USER", .user),
        .records("FINGERTMP", .fingerprint),
        .records("FP", .fingerprint),
        .records("FACE", .face),
        .records("FVEIN", .fingerVein),
        .records("WORKCODE", .workCode),
        // No table but an endpoint of its own (protocol section 3.8).
        .records("EVENT", .doorEvent, acknowledgement: .bare),
    ]

    /// Rows of a terminal that named no table, and that look like none.
    static let nameless = DeviceTable.records("", strangeness: "the terminal named no table")

    /// A body of command results on cdata (protocol section 6.2).
    static let receipts = DeviceTable("", acknowledgement: .bare, content: .receipts)

    private static let byName = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })

    /// The table of this name in any case; for a strange one a table of which only records that name their kind
    /// are read and that is answered `OK` (protocol section 2.5), with a name of more than 64 bytes cut.
    static func table(named name: String) -> DeviceTable {
        let bytes = Array(name.utf8)
        guard bytes.count <= 64 else { return strange(bytes[...].cut(to: 64).text + "…") }
        return byName[name.uppercased()] ?? strange(name)
    }

    private static func strange(_ name: String) -> DeviceTable {
        .records(name, strangeness: "this bridge does not know the table", acknowledgement: .bare)
    }
}
