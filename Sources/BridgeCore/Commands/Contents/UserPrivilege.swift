/// What a person may do at a terminal's menu (protocol section 3.4, `Pri`).
package enum UserPrivilege: String, Sendable, CaseIterable {
    case user, registrar, administrator
    /// A role that was set up at the terminal.
    case custom
    case superAdministrator = "super_administrator"

    /// The number in `Pri=`.
    package var code: Int {
        switch self {
        case .user: 0
        case .registrar: 2
        case .administrator: 6
        case .custom: 10
        case .superAdministrator: 14
        }
    }
}
