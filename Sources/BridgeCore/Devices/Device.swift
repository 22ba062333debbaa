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
    /// Comes from the configuration file, so the API may not change it.
    package var isManaged: Bool
    package var profile: DeviceProfile
    package var presence: DevicePresence

    package init(
        serial: SerialNumber, tenant: TenantID?, name: String? = nil, zone: DeviceZone,
        commKey: String? = nil, isManaged: Bool = false, profile: DeviceProfile = DeviceProfile(),
        presence: DevicePresence = DevicePresence()
    ) {
        self.serial = serial
        self.tenant = tenant
        self.name = name
        self.zone = zone
        self.commKey = commKey
        self.isManaged = isManaged
        self.profile = profile
        self.presence = presence
    }
}
