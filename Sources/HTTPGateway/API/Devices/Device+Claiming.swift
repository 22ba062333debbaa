import BridgeCore

extension Device {
    /// Becomes a tenant's: what its owner says, the first news of it are yet to be told.
    ///
    /// - Parameter isOnline: Whether it was heard a moment ago, while it was nobody's.
    mutating func claim(
        for tenant: TenantID, _ settings: ConfiguredDevice, zone: DeviceZone, isOnline: Bool
    ) {
        self.tenant = tenant
        isManaged = false
        isAdopted = false
        presence.firstSeen = nil
        presence.isOnline = isOnline
        profile.trustedAddress = nil
        set(settings, zone: zone)
    }

    /// Goes from one tenant to another, who learns nothing of when and from where it was heard before.
    mutating func handOver(to tenant: TenantID, _ settings: ConfiguredDevice, zone: DeviceZone) {
        claim(for: tenant, settings, zone: zone, isOnline: false)
        presence = DevicePresence()
        profile.changeHands()
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
