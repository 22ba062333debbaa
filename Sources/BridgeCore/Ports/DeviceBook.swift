/// Whose terminal is whose. The store's word; what is known of a terminal beside is the directory's.
package protocol DeviceBook: Sendable {
    /// Nobody's terminal becomes the tenant's. What it told while it was held (`profile`) is kept.
    func claim(
        _ device: ConfiguredDevice, profile: DeviceProfile, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)

    /// Replaces name, zone, key, charset and networks by what `change` makes of them, in one transaction. `change`
    /// may be called more than once, and cannot change the serial number.
    func change(
        _ serial: SerialNumber, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>,
        _ change: @escaping @Sendable (ConfiguredDevice) -> ConfiguredDevice)

    /// The tenant's terminal becomes nobody's; its queued commands are cancelled. Events stay the tenant's.
    func release(
        _ serial: SerialNumber, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)

    /// A release and a claim in one transaction, without the first owner's settings.
    func transfer(
        _ serial: SerialNumber, from tenant: TenantID, to other: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)
}

/// What became of a change to whose terminal it is.
package enum DeviceEdit: Sendable, Equatable {
    /// What its owner has said of it now; after a release, before it.
    case done(ConfiguredDevice)
    case absent
    /// It is somebody's already.
    case taken
    case managed
}
