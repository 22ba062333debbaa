/// Every table of the attendance dialect, one line each. A table that becomes understood gets a file of its
/// own in this folder, and its line here changes to that file's `table`.
enum TableCatalogue {
    private static let tables: [DeviceTable] = [
        AttendanceLog.table,
        AttendancePhoto.table,
        DeviceTable("OPTIONS", acknowledgement: .bare, content: .options),
        // Asked for although not understood yet, as their rows are kept whole but for passwords. Templates
        // and photos would be lost, so nobody asks for those: they stay on the terminal until their table has
        // a file.
        DeviceTable("OPERLOG", transmissions: ["OpLog", "EnrollUser", "ChgUser"]),
        DeviceTable("WORKCODE", transmissions: ["WORKCODE"]),
        DeviceTable("BIODATA"),
        DeviceTable("IDCARD"),
        DeviceTable("ERRORLOG", acknowledgement: .bare),
        DeviceTable("USERPIC", acknowledgement: .bare),
        DeviceTable("BIOPHOTO", acknowledgement: .bare),
        // Table names of some firmware for what others put into OPERLOG (protocol section 3.5).
        DeviceTable("USERINFO"),
        DeviceTable("FINGERTMP"),
        DeviceTable("FACE"),
        DeviceTable("FVEIN"),
        DeviceTable("OPLOG"),
    ]

    /// Rows of a terminal that named no table, and that look like none.
    static let nameless = DeviceTable(
        "", content: .unread(reason: "the terminal named no table and the line looks like none we know"))

    /// A body of command results on cdata (protocol section 6.2).
    static let receipts = DeviceTable("", acknowledgement: .bare, content: .receipts)

    /// What handshakes ask terminals to send, in the order of the catalogue.
    static let transmissions = tables.flatMap(\.transmissions)

    private static let byName = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })

    /// The table of this name in any case; for a strange one a table that sets its lines aside and answers
    /// `OK` (protocol section 2.5), with a name of more than 64 bytes cut.
    static func table(named name: String) -> DeviceTable {
        let bytes = Array(name.utf8)
        guard bytes.count <= 64 else {
            return DeviceTable(bytes[...].cut(to: 64).text + "…", acknowledgement: .bare)
        }
        return byName[name.uppercased()] ?? DeviceTable(name, acknowledgement: .bare)
    }
}
