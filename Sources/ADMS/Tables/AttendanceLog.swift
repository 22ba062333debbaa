import BridgeCore

/// Table `ATTLOG`: one punch per row, cells separated by TAB (protocol section 3.3).
///
/// Columns: 1 pin, 2 time, 3 status, 4 verify, 5 work code, 6-7 reserved, 8 mask, 9 temperature, 10 converted
/// temperature. Rows of 4, 5, 7, 9, 10, 11, 12 and 16 columns occur; only the first two must be there.
/// Columns 8 and 9 mean that only where the terminal announced those functions: ID-card models put an ID
/// number there and clock-series models job and tip codes. What is not read goes to `reserved`.
struct AttendanceLog: RowReader {
    static let table = DeviceTable(
        "ATTLOG", content: .rows { AttendanceLog(profile: $0, decoder: $1) })

    /// Bytes of a row, and of a pin, and columns of a row at most.
    static let maximumRow = 8 * 1024
    static let maximumPin = 64
    static let maximumColumns = 64

    private let hasMask: Bool
    private let hasTemperature: Bool
    private let decoder: RowDecoder
    /// Where the cells of the row in hand lie; kept so that rows share the space.
    private var cells: [Range<Int>] = []

    init(profile: DeviceProfile, decoder: RowDecoder) {
        self.decoder = decoder
        hasMask = profile.options["MaskDetectionFunOn"] == "1"
        hasTemperature = profile.options["IRTempDetectionFunOn"] == "1"
    }

    mutating func read(_ line: ArraySlice<UInt8>) throws(RowRejection) -> Fact {
        let row = try decoder.row(line, atMost: Self.maximumRow)
        try findCells(of: row.bytes)
        // Access-control rows were seen under this table's name.
        if row.bytes[cells[0]].contains(ASCII.equals) {
            return .punch(try KeyedPunch.read(row.bytes, cells: cells, raw: row.text))
        }
        return .punch(try punch(row.bytes, raw: row.text))
    }

    private mutating func findCells(of row: ArraySlice<UInt8>) throws(RowRejection) {
        cells.removeAll(keepingCapacity: true)
        var start = row.startIndex
        for place in row.indices where row[place] == ASCII.tab {
            cells.append(start..<place)
            start = place + 1
        }
        // Many models end a row with a TAB; that is no column.
        if start < row.endIndex || cells.isEmpty { cells.append(start..<row.endIndex) }
        guard cells.count <= Self.maximumColumns else {
            throw RowRejection("the row has \(cells.count) columns, at most \(Self.maximumColumns) are read")
        }
    }

    private func punch(_ row: ArraySlice<UInt8>, raw: String) throws(RowRejection) -> Punch {
        guard cells.count >= 2 else {
            throw RowRejection("the row has no column 2 (time); its columns must be separated by TAB")
        }
        func cell(_ column: Int) -> ArraySlice<UInt8>? {
            guard column <= cells.count else { return nil }
            let value = row[cells[column - 1]].trimmed
            return value.isEmpty ? nil : value
        }
        var punch = Punch(
            pin: try PunchCell.pin(cell(1), "column 1 (pin)"),
            time: try PunchCell.time(cell(2), "column 2 (time)"),
            status: try PunchCell.number(cell(3), "column 3 (status)"),
            verify: try PunchCell.number(cell(4), "column 4 (verify)"),
            workCode: cell(5)?.text, raw: raw)
        var readsMask = false
        var readsTemperature = false
        if cells.count >= 8, cells.count < 13, !isIDCardRow(row) {
            readsMask = hasMask
            if hasMask { punch.mask = try PunchCell.number(cell(8), "column 8 (mask)") }
            if hasTemperature, cells.count >= 9 {
                punch.temperatureCelsius = try PunchCell.celsius(cell(9), "column 9 (temperature)")
                readsTemperature = punch.temperatureCelsius != nil || cell(9) == nil
            }
        }
        if cells.count > 5 {
            punch.reserved.reserveCapacity(cells.count - 5)
            for column in 6...cells.count {
                if column == 8 && readsMask || column == 9 && readsTemperature { continue }
                punch.reserved.append(row[cells[column - 1]].text)
            }
        }
        return punch
    }

    /// Nine columns of which the eighth is an ID number: Chinese ones have 15 or 18 characters.
    private func isIDCardRow(_ row: ArraySlice<UInt8>) -> Bool {
        guard cells.count == 9 else { return false }
        let number = row[cells[7]].trimmed
        return number.count == 15 || number.count == 18
    }
}
