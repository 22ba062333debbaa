import BridgeCore

/// `IDCARD PIN= SNNum= IDNum= …`: an identity card the terminal read (protocol section 3.5).
///
/// Always the same fields in the same order, empty where the card has none. `Photo` and `FPTemplate1` and `2` are
/// left out: they were read from somebody's identity card, and nobody ordered them.
enum IDCardRow {
    /// Also the order in which a card is written.
    static let fields: [(name: String, key: String)] = [
        ("serial_number", "SNNum"), ("id_number", "IDNum"), ("dn_number", "DNNum"),
        ("name", "Name"), ("gender", "Gender"), ("nation", "Nation"), ("birthday", "Birthday"),
        ("valid_info", "ValidInfo"), ("address", "Address"), ("additional_info", "AdditionalInfo"),
        ("issuer", "Issuer"), ("reserve", "Reserve"), ("notice", "Notice"),
    ]

    static func read(_ cells: KeyedCells) throws(RowRejection) -> IDCardReading {
        let pin = try cells.pinIfAny()
        var texts: [IDCardReading.NamedText] = []
        for field in fields {
            texts.append(IDCardReading.NamedText(name: field.name, text: try cells.text(field.key) ?? ""))
        }
        guard texts.contains(where: { !$0.text.isEmpty }) else {
            throw RowRejection("the row has none of an identity card's fields")
        }
        return IDCardReading(pin: pin, fields: texts)
    }
}
