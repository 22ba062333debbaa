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

extension FieldReader {
    mutating func messageID() -> Int? { integer("id", required: true, in: 1...65535) }
}
