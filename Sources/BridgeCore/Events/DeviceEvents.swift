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

    /// `device.options_changed`: what a terminal says differently of itself than before.
    package func event(forChanged options: [String: OptionChange]) -> EventDraft {
        let changes = options.sorted { $0.key < $1.key }
        // A terminal may say two things in one millisecond; both are news.
        let said = changes.flatMap { [$0.key, $0.value.from ?? "", $0.value.to] }
        return draft(.deviceOptionsChanged, key: [String(acceptedAt.milliseconds)] + said) { data in
            data.key("changed")
            data.beginObject()
            for (name, change) in changes {
                data.key(named: name)
                data.beginObject()
                data.key("from")
                data.string(change.from)
                data.key("to")
                data.string(change.to)
                data.endObject()
            }
            data.endObject()
        }
    }

    /// `device.conflict`: two places speak as this terminal.
    package func event(for conflict: DeviceConflict) -> EventDraft {
        let (sign, addresses) =
            switch conflict.sign {
            case .stamps: ("stamps", [String]())
            case .addresses(let one, let other): ("addresses", [one, other])
            }
        return draft(.deviceConflict, key: [String(acceptedAt.milliseconds), sign] + addresses) { data in
            data.key("sign")
            data.string(sign)
            data.key("addresses")
            data.beginArray()
            for address in addresses { data.string(address) }
            data.endArray()
        }
    }

    /// `device.clock_drifted`: a punch reported at once names a time that is not now.
    ///
    /// - Parameters:
    ///   - drift: How far the terminal's clock is ahead; negative: behind.
    ///   - pin: Who punched: of two punches in one millisecond, each may say something else of the clock.
    package func event(forDrift drift: Duration, saidByPunchOf pin: String) -> EventDraft {
        let seconds = drift.components.seconds
        let key = [String(acceptedAt.milliseconds), String(seconds), pin]
        return draft(.deviceClockDrifted, key: key) { data in
            data.key("drift_seconds")
            data.integer(seconds)
        }
    }
}
