package import BridgeCore

/// How often the API may be asked, and by which sites' pages.
package struct APISettings: Sendable, Equatable {
    /// Requests a second with one key of a tenant; ten times as many at once after a pause.
    package var keyRate: Int
    /// The same with the admin key, by which a vendor's program acts for all tenants.
    package var adminRate: Int
    /// Sites whose pages may use the API from a browser.
    package var allowedOrigins: [WebOrigin]

    package static let defaults = APISettings(keyRate: 100, adminRate: 400, allowedOrigins: [])
}

extension APISettings {
    static func read(_ section: inout Section) -> APISettings {
        let rates = 1...100_000
        return APISettings(
            keyRate: section.value("key_rate", .integer(in: rates), default: defaults.keyRate),
            adminRate: section.value("admin_rate", .integer(in: rates), default: defaults.adminRate),
            allowedOrigins: section.list(
                "allowed_origins", of: .webOrigin, count: 0...64, default: defaults.allowedOrigins))
    }
}
