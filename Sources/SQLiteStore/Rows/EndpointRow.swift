import BridgeCore
import Crypto

/// An endpoint's columns.
enum EndpointRow {
    /// An endpoint, or the name of one that cannot be read.
    enum Reading {
        case endpoint(WebhookEndpoint)
        case unreadable(tenant: String, id: String)

        var endpoint: WebhookEndpoint? {
            switch self {
            case .endpoint(let endpoint): endpoint
            case .unreadable: nil
            }
        }
    }

    /// From the columns tenants.id, endpoints.id, settings, sealed and is_enabled, which must be the first five.
    static func read(_ row: Row, by key: SealingKey) -> Reading {
        guard let tenant = TenantID(row.text(0)), let id = EndpointID(row.text(1)) else {
            return .unreadable(tenant: row.text(0), id: row.text(1))
        }
        let name = EndpointKey(tenant: tenant, id: id)
        let endpoint = row.optionalBytes(3).flatMap { EndpointSecrets($0, of: name, by: key) }.flatMap {
            EndpointSettings.endpoint(
                row.text(2), secrets: $0, key: name, isEnabled: row.integer(4) != 0)
        }
        return endpoint.map(Reading.endpoint) ?? .unreadable(tenant: tenant.text, id: id.text)
    }

    /// From the columns failing_since, failures, last_success, last_error and notices.
    static func health(_ row: Row, from column: Int32) -> EndpointHealth {
        var health = EndpointHealth()
        health.failingSince = row.optionalInteger(column).map { Instant(milliseconds: $0) }
        health.failures = Int(row.integer(column + 1))
        health.lastSuccess = row.optionalInteger(column + 2).map { Instant(milliseconds: $0) }
        health.lastError = row.optionalText(column + 3)
        health.notices = Int(row.integer(column + 4))
        return health
    }
}
