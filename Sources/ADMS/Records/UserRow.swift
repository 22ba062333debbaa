import BridgeCore

/// `USER PIN=…<TAB>Name=…`: a person on the terminal (protocol section 3.4).
enum UserRow {
    static func read(_ cells: KeyedCells, of row: Row) throws(RowRejection) -> UserReport {
        UserReport(
            pin: try cells.pin(), name: try cells.text("Name"), privilege: try cells.number("Pri"),
            // By now the password itself is gone.
            hasPassword: cells.names("Passwd") ? cells["Passwd"] != nil : nil,
            card: try card(cells["Card"]), group: try cells.text("Grp"),
            // Clock-series models call it VerifyMode.
            verify: try cells.number(cells.names("Verify") ? "Verify" : "VerifyMode"),
            validFrom: try moment(cells, "StartDatetime"), validUntil: try end(cells),
            expires: try? cells.number("Expires").map { $0 != 0 }, timeZones: timeZones(cells["TZ"]),
            secondCard: cells.names("ViceCard") ? secondCard(cells["ViceCard"]) : nil, raw: row.shown)
    }

    /// Whether the zones are the person's own, then three of them, each of four hexadecimal digits; `nil` for every
    /// other form, which stays readable in the row.
    private static func timeZones(_ cell: ArraySlice<UInt8>?) -> [Int]? {
        guard let cell, cell.count == 16, cell.allSatisfy(\.isHexadecimalDigit) else { return nil }
        let numbers = stride(from: cell.startIndex, to: cell.endIndex, by: 4).compactMap {
            Int(cell[$0..<$0 + 4].text, radix: 16)
        }
        return numbers[0] == 0 ? [] : numbers.dropFirst().filter { $0 != 0 }
    }

    /// One that cannot be read is nothing said: the person is worth more than their second card.
    private static func secondCard(_ cell: ArraySlice<UInt8>?) -> String? {
        do throws(RowRejection) { return try card(cell) ?? "0" } catch { return nil }
    }

    /// In decimal: terminals write that, or `[hex]` with the lowest byte first, of 4 bytes by the documents and
    /// of 5 by real ones. `nil` for 0, which is no card.
    static func card(_ cell: ArraySlice<UInt8>?) throws(RowRejection) -> String? {
        guard let cell else { return nil }
        let number = cell.first == UInt8(ascii: "[") ? hexadecimal(cell) : decimal(cell)
        guard let number else {
            throw RowRejection(
                "Card", cell, "must be a number, or up to 8 bytes in hexadecimal like [15CD5B07]")
        }
        return number == 0 ? nil : String(number)
    }

    private static func decimal(_ cell: ArraySlice<UInt8>) -> UInt64? {
        cell.allSatisfy(\.isDigit) ? UInt64(cell.text) : nil
    }

    private static func hexadecimal(_ cell: ArraySlice<UInt8>) -> UInt64? {
        let digits = cell.dropFirst().dropLast()
        guard cell.last == UInt8(ascii: "]"), 2...16 ~= digits.count, digits.count % 2 == 0 else {
            return nil
        }
        var number = UInt64(0)
        for place in stride(from: digits.endIndex - 2, through: digits.startIndex, by: -2) {
            guard digits[place..<place + 2].allSatisfy(\.isHexadecimalDigit),
                let byte = UInt64(digits[place..<place + 2].text, radix: 16)
            else { return nil }
            number = number << 8 | byte
        }
        return number
    }

    /// `EndDatetime`; without one `Expires`, which is a date on some models and the rule's number on others.
    private static func end(_ cells: KeyedCells) throws(RowRejection) -> String? {
        if let end = try moment(cells, "EndDatetime") { return end }
        guard let expiry = cells["Expires"], CivilTime(expiry) != nil else { return nil }
        return expiry.text
    }

    /// As the terminal writes it, by its own clock; `nil` for 0, which is no limit.
    private static func moment(_ cells: KeyedCells, _ key: String) throws(RowRejection) -> String? {
        let text = try cells.text(key)
        return text == "0" ? nil : text
    }
}
