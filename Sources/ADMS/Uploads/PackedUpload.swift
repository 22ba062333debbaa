import BridgeCore

/// Uploads that are not text at all: gzip (`ContentType=tgz`, protocol section 3.4) that nobody unpacked before,
/// and the encrypted `LZO1` form (section 11). Their content may be templates and passwords, so none of it is
/// shown.
enum PackedUpload {
    /// `table`, or in its place one that sets the body aside as one line, where the body is packed.
    ///
    /// Attendance keeps its reader: its lines are then set aside as they came, so no punch gets lost.
    static func table(for table: DeviceTable, body: [UInt8]) -> DeviceTable {
        guard case .rows = table.content, table.name != AttendanceLog.table.name, isPacked(body) else {
            return table
        }
        return setAside(table)
    }

    private static func isPacked(_ body: [UInt8]) -> Bool {
        body.starts(with: [0x1f, 0x8b]) || body.starts(with: "LZO1".utf8)
    }

    private static func setAside(_ table: DeviceTable) -> DeviceTable {
        DeviceTable(
            table.name, acknowledgement: table.acknowledgement,
            content: .whole { body, _ in
                .rejected(
                    RejectedLine(
                        table: table.name, of: [], withheld: body,
                        because: "the upload is packed or encrypted, which this bridge does not read"))
            })
    }
}
