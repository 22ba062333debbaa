/// A code people enter when they punch.
package struct WorkCode: Sendable, Equatable {
    package let code: String
    package let name: String
    /// Its place in the terminal's list, where somebody wants to choose it.
    package let place: Int?

    init?(_ fields: inout FieldReader) {
        let code = fields.workCode()
        let name = fields.prose(
            "name", required: true, maximum: 64, withoutKeys: ["PIN=", "CODE=", "NAME="])
        place = fields.integer("place", in: 1...65535)
        guard let code, let name else { return nil }
        (self.code, self.name) = (code, name)
    }
}

/// A message that terminals show.
package struct TextMessage: Sendable, Equatable {
    package let id: Int
    package let text: String
    package let audience: Audience
    /// By the terminal's clock.
    package let startsAt: CivilTime
    /// For how long it is shown, in minutes.
    package let minutes: Int
    /// To whom a personal message is shown; each is a command of its own: see `Command.steps`.
    package let pins: [String]

    package enum Audience: String, Sendable, CaseIterable {
        /// To everybody who looks.
        case everybody
        /// To people it is assigned to, when they punch.
        case people
    }

    init?(_ fields: inout FieldReader) {
        let id = fields.messageID()
        let text = fields.prose(
            "text", required: true, maximum: 320,
            withoutKeys: ["MSG=", "TAG=", "UID=", "MIN=", "StartTime="])
        let audience = fields.choice("audience", required: true) as Audience?
        let startsAt = fields.time("starts_at", required: true)
        minutes = fields.integer("minutes", in: 1...65535, fallback: 60) ?? 60
        pins = fields.pins("pins", maximum: 500)
        if audience == .everybody, !pins.isEmpty {
            fields.refuse("pins", "must be left out where the audience is everybody")
        }
        guard let id, let text, let audience, let startsAt else { return nil }
        (self.id, self.text, self.audience, self.startsAt) = (id, text, audience, startsAt)
    }
}

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

extension FieldReader {
    mutating func workCode() -> String? {
        text("code", required: true, maximum: 16, rule: "1 to 16 of A-Z a-z 0-9 _ -") {
            Identifier.isWellFormed($0.utf8, lengths: 1...16)
        }
    }

    mutating func messageID() -> Int? { integer("id", required: true, in: 1...65535) }
}
