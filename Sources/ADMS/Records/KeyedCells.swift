import BridgeCore

/// The `key=value` cells of a row, separated by TAB, found by key in any case (protocol section 3.4).
///
/// A cell is cut at its first `=` only, as base64 ends in more of them. Empty cells and cells without `=` are
/// passed over; of a key given twice the first counts.
struct KeyedCells {
    /// Cells of a row, and bytes of a text in one, at most.
    static let maximumCells = 64
    static let maximumText = 1024

    private var cells: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []

    init(_ row: ArraySlice<UInt8>) throws(RowRejection) {
        var place = row.startIndex
        while place < row.endIndex {
            let end = row[place...].firstIndex(of: ASCII.tab) ?? row.endIndex
            let cell = row[place..<end]
            place = end + 1
            guard let equals = cell.firstIndex(of: ASCII.equals) else { continue }
            guard cells.count < Self.maximumCells else {
                throw RowRejection("the row has more than \(Self.maximumCells) cells")
            }
            cells.append((cell[..<equals].trimmed, cell[(equals + 1)...].trimmed))
        }
    }

    /// The value under `key`, without spaces around it; `nil` where the key is missing or its value empty.
    ///
    /// - Parameter key: In the letters the protocol page writes it with; they are what a reason shows.
    subscript(_ key: String) -> ArraySlice<UInt8>? {
        let name = key.lowercased()
        guard let value = cells.first(where: { $0.key.spells(name) })?.value, !value.isEmpty else {
            return nil
        }
        return value
    }

    /// Whether `key` is there at all, if only with nothing behind it.
    func names(_ key: String) -> Bool {
        let name = key.lowercased()
        return cells.contains { $0.key.spells(name) }
    }

    func text(_ key: String) throws(RowRejection) -> String? {
        guard let value = self[key] else { return nil }
        guard value.count <= Self.maximumText else {
            throw RowRejection("\(key) has \(value.count) bytes, at most \(Self.maximumText) are read")
        }
        return value.text
    }

    func number(_ key: String) throws(RowRejection) -> Int? { try PunchCell.number(self[key], key) }

    /// A person, who must be there.
    func pin() throws(RowRejection) -> String {
        if let cell = self["PIN"], cell.contains(ASCII.equals) {
            throw RowRejection("PIN", cell, "the row's cells must be separated by TAB")
        }
        return try PunchCell.pin(self["PIN"], "PIN")
    }

    /// A person, where the row is bound to one: 0 is nobody.
    func pinIfAny() throws(RowRejection) -> String? {
        guard self["PIN"]?.contains(where: { $0 != ASCII.zero }) == true else { return nil }
        return try self.pin()
    }

    /// Base64, which never gets into a reason. What `Size` says is not compared: some firmware counts the
    /// text, some the bytes, and the data is there to be had.
    func binary(_ key: String) throws(RowRejection) -> [UInt8] {
        guard let value = self[key] else { throw RowRejection("\(key) is missing or empty") }
        guard let bytes = Base64Text.decode(value), !bytes.isEmpty else {
            throw RowRejection("\(key), of \(value.count) characters, is not base64")
        }
        return bytes
    }
}
