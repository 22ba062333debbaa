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
    /// The row as it came, the password taken out.
    package var raw: String

    package init(
        pin: String, name: String? = nil, privilege: Int? = nil, hasPassword: Bool? = nil,
        card: String? = nil,
        group: String? = nil, verify: Int? = nil, validFrom: String? = nil, validUntil: String? = nil,
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
        self.raw = raw
    }
}
