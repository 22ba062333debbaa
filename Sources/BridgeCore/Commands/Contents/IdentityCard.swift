/// An identity card a terminal is to know (protocol section 3.5), texts only, as `id_card.read` names them.
package struct IdentityCard: Sendable, Equatable {
    /// Whose it is; `nil`: nobody's.
    package let pin: String?
    /// The given ones, by name, in the order of `names`.
    package let fields: [IDCardReading.NamedText]

    package static let names = [
        "serial_number", "id_number", "dn_number", "name", "gender", "nation", "birthday", "valid_info",
        "address", "additional_info", "issuer", "reserve", "notice",
    ]
    private static let keys = [
        "PIN=", "Num=", "Name=", "Gender=", "Nation=", "Birthday=", "ValidInfo=", "Address=", "Info=",
        "Issuer=", "Photo=", "FPTemplate", "Reserve=", "Notice=",
    ]

    init?(_ fields: inout FieldReader) {
        pin = fields.pin(required: false)
        var texts: [IDCardReading.NamedText] = []
        for name in Self.names {
            let text = fields.prose(
                name, required: name == "id_number", maximum: 256, withoutKeys: Self.keys)
            if let text { texts.append(IDCardReading.NamedText(name: name, text: text)) }
        }
        self.fields = texts
    }
}
