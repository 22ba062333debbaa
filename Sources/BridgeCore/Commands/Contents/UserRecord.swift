/// A person as a terminal keeps them; what is `nil` is left as the terminal has it or at its default.
package struct UserRecord: Sendable, Equatable {
    package let pin: String
    /// Empty: takes the name away.
    package let name: String?
    package let privilege: UserPrivilege?
    /// Empty: takes the password away.
    package let password: String?
    /// The card's number in decimal; `0` takes the card away.
    package let card: String?
    /// A second card, where the terminal knows such.
    package let secondCard: String?
    package let group: Int?
    /// The numbers of the time zones in which the person may pass; empty: those of the group.
    package let timeZones: [Int]?
    package let validity: UserValidity?
    /// How the person must be verified; -1 is the group's way.
    package let verifyCode: Int?
    /// What goes to the terminal after the person, each as a command of its own: see `Command.steps`.
    package let biometrics: [BiometricTemplate]
    package let photo: UserPicture?

    /// Keys terminals look for anywhere in the line (protocol section 6.1, DEVSRC).
    private static let keys = [
        "PIN=", "Name=", "Pri=", "Passwd=", "Card=", "Grp=", "TZ=", "Verify=", "VerifyMode=",
        "StartDatetime=", "EndDatetime=", "Expires=",
    ]

    /// `nil` only where `fields` has errors.
    init?(_ fields: inout FieldReader) {
        let pin = fields.pin(required: true)
        name = fields.prose("name", maximum: 64, takesEmpty: true, withoutKeys: Self.keys)
        privilege = fields.choice("privilege")
        password = fields.text(
            "password", maximum: 16, takesEmpty: true,
            rule: "1 to 16 digits: a terminal's keypad has nothing else; or empty, which takes it away",
            isWithheld: true, where: FieldReader.isDigits)
        let format = fields.choice("card_format", fallback: CardNumber.Format.automatic) ?? .automatic
        card = Self.card("card", format, &fields)
        secondCard = Self.card("second_card", format, &fields)
        group = fields.integer("group", in: 0...99)
        timeZones = fields.integers("time_zones", counts: 0...3, in: 1...50)
        validity = UserValidity(&fields)
        verifyCode = Self.verifyCode(&fields)
        let owner = pin
        biometrics = fields.objects("biometrics", maximum: 40) { BiometricTemplate(&$0, of: owner) }
        photo = UserPicture(&fields, of: pin, named: "photo_", required: false)
        guard let pin else { return nil }
        self.pin = pin
    }

    private static func card(
        _ name: String, _ format: CardNumber.Format, _ fields: inout FieldReader
    ) -> String? {
        let text = fields.text(name, maximum: 20, rule: CardNumber.rule + "; see card_format") {
            CardNumber.decimal($0, as: format) != nil
        }
        return text.flatMap { CardNumber.decimal($0, as: format) }
    }

    /// By name or by number, as `user.updated` has it.
    private static func verifyCode(_ fields: inout FieldReader) -> Int? {
        let mode = fields.choice("verify_mode", among: ["group"] + VerifyMethod.known)
        let code = fields.integer("verify_code", in: -1...255)
        if mode != nil, code != nil { fields.refuse("verify_code", "must be left out beside `verify_mode`") }
        return mode.map { $0 == "group" ? -1 : VerifyMethod.code(of: $0) ?? -1 } ?? code
    }
}
