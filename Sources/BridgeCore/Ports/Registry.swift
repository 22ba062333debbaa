/// Keeps who is who: tenants, their keys, endpoints and terminals.
package protocol Registry: Sendable {
    /// Makes the store agree with the configuration file, in one transaction: what stands there is created or
    /// changed and marked as managed; managed endpoints and keys that no longer stand there are switched off,
    /// managed terminals released. A new endpoint begins at the end of the log.
    ///
    /// Nothing of a file is taken that wants a terminal another tenant claimed over the API, a tenant that was
    /// removed, or for a key the id of one made over the API.
    func adopt(_ tenants: [ConfiguredTenant], at now: Instant) throws(AdoptionError)

    func tenants() throws(StoreError) -> [TenantID]

    /// Every terminal somebody claimed.
    ///
    /// - Parameter defaultZone: The zone of terminals that have none of their own.
    func devices(zones: ZoneDirectory, defaultZone: DeviceZone) throws(StoreError) -> [Device]

    /// Every key that may be used.
    func keys() throws(StoreError) -> [TenantKey]
}

/// Why nothing of a configuration file was taken.
package enum AdoptionError: Error, Sendable, Equatable {
    case store(StoreError)
    case refused([AdoptionRefusal])
}

/// What a configuration file may not have.
package enum AdoptionRefusal: Sendable, Equatable, CustomStringConvertible {
    /// It is for the tenants to agree whose the terminal is, not for a file that may be old.
    case claimed(SerialNumber, for: TenantID, by: TenantID)
    /// What the former tenant's terminals sent is known by its id: sent again it would count as a repetition.
    case removed(TenantID)
    /// Two keys of one name could not be told apart in the audit, nor could one be revoked by it.
    case keyName(String, of: TenantID)

    package var description: String {
        switch self {
        case .claimed(let serial, let tenant, let owner):
            "tenants: terminal \(serial) of tenant \(tenant) is claimed by another tenant over the API: release or "
                + "transfer it first (its owner is \(owner))"
        case .removed(let tenant):
            "tenants or devices.adopt_into: tenant \(tenant) was removed, and the id of a removed tenant is not given "
                + "again: choose another"
        case .keyName(let id, let tenant):
            "tenants: the key id \(id) of tenant \(tenant) is that of a key made over the API: choose another id, or "
                + "revoke that key first"
        }
    }
}

/// A tenant as the configuration file describes it.
package struct ConfiguredTenant: Sendable, Equatable {
    package var id: TenantID
    package var name: String
    package var keys: [TenantKey]
    package var endpoints: [WebhookEndpoint]
    package var devices: [ConfiguredDevice]

    package init(
        id: TenantID, name: String, keys: [TenantKey], endpoints: [WebhookEndpoint],
        devices: [ConfiguredDevice]
    ) {
        self.id = id
        self.name = name
        self.keys = keys
        self.endpoints = endpoints
        self.devices = devices
    }
}

/// A terminal as the configuration file claims it.
package struct ConfiguredDevice: Sendable, Equatable {
    package var serial: SerialNumber
    package var name: String?
    /// `nil`: the bridge's default zone.
    package var zoneName: String?
    package var commKey: String?
    package var charset: Charset?
    /// Where alone it may call from; `nil`: from anywhere.
    package var networks: [NetworkRange]?

    package init(
        serial: SerialNumber, name: String?, zoneName: String?, commKey: String?, charset: Charset? = nil,
        networks: [NetworkRange]? = nil
    ) {
        self.serial = serial
        self.name = name
        self.zoneName = zoneName
        self.commKey = commKey
        self.charset = charset
        self.networks = networks
    }
}

/// A key that opens the API for one tenant. The key itself is not kept, only its SHA-256.
package struct TenantKey: Sendable, Equatable {
    package let tenant: TenantID
    package let id: String
    /// 32 bytes.
    package let digest: [UInt8]
    package let scopes: Set<KeyScope>
    /// When it stops opening; `nil`: never.
    package let expiresAt: Instant?

    package init(
        tenant: TenantID, id: String, digest: [UInt8], scopes: Set<KeyScope>, expiresAt: Instant? = nil
    ) {
        self.tenant = tenant
        self.id = id
        self.digest = digest
        self.scopes = scopes
        self.expiresAt = expiresAt
    }
}

/// What a key may do (contract section 5).
package enum KeyScope: String, Sendable, CaseIterable {
    case eventsRead = "events:read"
    case devicesRead = "devices:read"
    case devicesWrite = "devices:write"
    case commandsRead = "commands:read"
    case commandsWrite = "commands:write"
    case commandsRaw = "commands:raw"
    case endpointsRead = "endpoints:read"
    case endpointsWrite = "endpoints:write"
    case biometricsRead = "biometrics:read"
    case auditRead = "audit:read"
}
