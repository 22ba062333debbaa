import BridgeCore

extension Device {
    /// Becomes a tenant's: what its owner says, the first news of it are yet to be told.
    mutating func claim(for tenant: TenantID, _ settings: ConfiguredDevice, zone: DeviceZone) {
        self.tenant = tenant
        isManaged = false
        isAdopted = false
        presence.firstSeen = nil
        presence.isOnline = false
        profile.trustedAddress = nil
        set(settings, zone: zone)
    }

    /// What its owner says of it; another key makes where the old one came from untrusted.
    mutating func set(_ settings: ConfiguredDevice, zone: DeviceZone) {
        if commKey != settings.commKey { profile.trustedAddress = nil }
        name = settings.name
        self.zone = zone
        commKey = settings.commKey
        charset = settings.charset
        networks = settings.networks
    }

    /// Becomes nobody's.
    mutating func release() { tenant = nil }
}
