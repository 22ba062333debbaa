/// A person as a terminal keeps them; what is `nil` is left as the terminal has it or at its default.
package struct UserRecord: Sendable, Equatable {
    package let pin: String
    package let name: String?
    package let privilege: UserPrivilege
    package let password: String?
    /// The card's number in decimal.
    package let card: String?
    package let group: Int?

    /// `nil` only where `fields` has errors.
    init?(_ fields: inout FieldReader) {
        let pin = fields.pin(required: true)
        name = fields.text("name", maximum: 64)
        if let name, let key = Self.keyInside(name) {
            fields.refuse("name", "must not contain `\(key)`: terminals would read it as another field")
        }
        privilege = Self.privilege(&fields)
        password = fields.text("password", maximum: 16)
        if let password, !Self.isDigits(password) {
            fields.refuse("password", "must be 1 to 16 digits: a terminal's keypad has nothing else")
        }
        card = fields.text("card", maximum: 20)
        if let card, !Self.isDigits(card) || UInt64(card) == nil {
            fields.refuse("card", "must be the card's number in decimal digits")
        }
        group = fields.integer("group", in: 0...99)
        guard let pin else { return nil }
        self.pin = pin
    }

    private static func isDigits(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func privilege(_ fields: inout FieldReader) -> UserPrivilege {
        guard let text = fields.text("privilege", maximum: 32) else { return .user }
        guard let privilege = UserPrivilege(rawValue: text) else {
            let known = UserPrivilege.allCases.map(\.rawValue).joined(separator: ", ")
            fields.refuse("privilege", "must be one of \(known)")
            return .user
        }
        return privilege
    }

    /// Terminals look for `key=` anywhere in the line (protocol section 6.1, DEVSRC).
    private static func keyInside(_ value: String) -> String? {
        ["PIN=", "Name=", "Pri=", "Passwd=", "Card=", "Grp=", "TZ=", "Verify="].first {
            value.contains($0)
        }
    }
}

/// What a person may do at a terminal's menu (protocol section 3.4, `Pri`).
package enum UserPrivilege: String, Sendable, CaseIterable {
    case user, registrar, administrator
    case superAdministrator = "super_administrator"

    /// The number in `Pri=`.
    package var code: Int {
        switch self {
        case .user: 0
        case .registrar: 2
        case .administrator: 6
        case .superAdministrator: 14
        }
    }
}
