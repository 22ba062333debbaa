/// A terminal as the bridge knows it.
package struct Device: Sendable {
    package let serial: SerialNumber
    /// Who claimed it; `nil` while it is only knocking (held).
    package var tenant: TenantID?
    package var name: String?
    /// The zone its clock is set to; decides `occurred_at` and what the handshake tells it.
    package var zone: DeviceZone
    /// Set: only requests that carry it, or come from where it was last carried, are believed.
    package var commKey: String?
    /// What it writes its texts in where that is not UTF-8.
    package var charset: Charset?
    /// Where alone it may call from; `nil`: from anywhere.
    package var networks: [NetworkRange]?
    /// Comes from the configuration file, so the API may not change it.
    package var isManaged: Bool
    /// Became its tenant's because unknown terminals do, so the store has yet to hear of it.
    package var isAdopted = false
    package var profile: DeviceProfile
    package var presence: DevicePresence

    package init(
        serial: SerialNumber, tenant: TenantID?, name: String? = nil, zone: DeviceZone,
        commKey: String? = nil, charset: Charset? = nil, isManaged: Bool = false,
        profile: DeviceProfile = DeviceProfile(),
        presence: DevicePresence = DevicePresence(), networks: [NetworkRange]? = nil
    ) {
        self.serial = serial
        self.tenant = tenant
        self.name = name
        self.zone = zone
        self.commKey = commKey
        self.charset = charset
        self.isManaged = isManaged
        self.profile = profile
        self.presence = presence
        self.networks = networks
    }

    /// Becomes a tenant's because unknown terminals do; the first news of it are yet to be told.
    package mutating func adopt(into tenant: TenantID) {
        self.tenant = tenant
        isAdopted = true
        presence.firstSeen = nil
    }

    /// Whether it may call from this address.
    package func mayCall(from address: String) -> Bool {
        guard let networks else { return true }
        guard let address = IPAddress(address)?.unmapped else { return false }
        return networks.contains { $0.unmapped.contains(address) }
    }

    /// What texts that are no UTF-8 are read in, and commands written in: the owner's word, else GB18030 for
    /// terminals set to Chinese (language 83 and 84, protocol section 1).
    package var textCharset: Charset? {
        if let charset { return charset }
        return profile.language == 83 || profile.language == 84 ? .gb18030 : nil
    }
}
