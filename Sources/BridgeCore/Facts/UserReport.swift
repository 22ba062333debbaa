/// A person as a terminal reports them (USER rows, protocol section 3.4). The password never gets here.
package struct UserReport: Sendable, Equatable {
    package var pin: String
    package var name: String?
    /// 0 user, 2 registrar, 6 administrator, 10 custom, 14 super administrator.
    package var privilege: Int?
    package var hasPassword: Bool?
    /// The card's number in decimal.
    package var card: String?
    package var group: String?
    /// How this person must be verified; -1 is the group's default.
    package var verify: Int?
    package var validFrom: String?
    package var validUntil: String?
    /// Whether the terminal looks at the two (`Expires`); `nil` where it does not say.
    package var expires: Bool?
    /// The numbers of the person's own time zones, empty where those of the group count; `nil` where the terminal
    /// does not say or writes them in a form of its own.
    package var timeZones: [Int]?
    /// In decimal, `0` where the terminal says that there is none; `nil` where it does not say.
    package var secondCard: String?
    /// The row as it came, the password taken out.
    package var raw: String

    package init(
        pin: String, name: String? = nil, privilege: Int? = nil, hasPassword: Bool? = nil,
        card: String? = nil, group: String? = nil, verify: Int? = nil, validFrom: String? = nil,
        validUntil: String? = nil, expires: Bool? = nil, timeZones: [Int]? = nil, secondCard: String? = nil,
        raw: String
    ) {
        self.pin = pin
        self.name = name
        self.privilege = privilege
        self.hasPassword = hasPassword
        self.card = card
        self.group = group
        self.verify = verify
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.expires = expires
        self.timeZones = timeZones
        self.secondCard = secondCard
        self.raw = raw
    }
}
