/// What the bridge itself notices about terminals, as events.
extension EventOrigin {
    /// `device.registered`, `device.online` or `device.offline`.
    package func event(for change: PresenceChange, of device: Device) -> EventDraft {
        let type: EventType =
            switch change {
            case .registered: .deviceRegistered
            case .online: .deviceOnline
            case .offline: .deviceOffline
            }
        return draft(type, key: [String(acceptedAt.milliseconds)]) { data in
            data.key("address")
            data.string(device.presence.address)
            data.key("firmware")
            data.string(device.profile.firmware)
            data.key("push_version")
            data.string(device.profile.pushVersion)
            data.key("dialect")
            data.string(device.profile.dialect.rawValue)
            data.key("counts")
            data.value(device.profile.counts.json)
        }
    }
}
