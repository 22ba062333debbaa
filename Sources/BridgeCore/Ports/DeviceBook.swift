/// Whose terminal is whose. The store's word; what is known of a terminal beside is the directory's.
package protocol DeviceBook: Sendable {
    /// Nobody's terminal becomes the tenant's. What it told while it was held (`profile`) is kept.
    func claim(
        _ device: ConfiguredDevice, profile: DeviceProfile, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)

    /// Replaces name, zone, key, charset and networks.
    func change(
        _ device: ConfiguredDevice, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)

    /// The tenant's terminal becomes nobody's; its queued commands are cancelled. Events stay the tenant's.
    func release(
        _ serial: SerialNumber, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)

    /// A release and a claim in one transaction, without the first owner's settings.
    func transfer(
        _ serial: SerialNumber, from tenant: TenantID, to other: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>)
}

package enum DeviceEdit: Sendable, Equatable {
    case done
    case absent
    /// It is another tenant's.
    case taken
    case managed
}
