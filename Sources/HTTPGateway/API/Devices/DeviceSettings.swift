import BridgeCore

/// What an owner may say of a terminal, as it stands in bodies.
struct DeviceSettings: Sendable {
    let zones: ZoneDirectory
    let defaultZone: DeviceZone

    /// The members of a claim but for the serial number.
    var members: [Schema.Member] {
        let zones = zones
        let zone = TextRule(
            says: "UTC or the name of an IANA time zone like Asia/Jakarta", lengths: 1...64,
            holds: { zones.zone(named: $0) != nil })
        return [
            .optional("name", .text(.line(1...200)), "For people; it stands in events."),
            .optional(
                "time_zone", .text(zone),
                "In which its clock runs; the bridge's default (\(defaultZone.name)) unless said. Changed, the terminal is told to shake hands again."
            ),
            .optional(
                "comm_key", .text(.line(1...64)),
                "Only requests that carry it are believed. Never shown again."),
            .optional(
                "charset", .text(.charset), "What it writes its texts in where that is not UTF-8."),
            .optional(
                "networks", .list(of: .text(.network), 1...64),
                "Where alone it may call from; anywhere unless said."),
        ]
    }

    /// What a body says of a terminal.
    func read(_ fields: JSONObject, serial: SerialNumber) -> ConfiguredDevice {
        changed(ConfiguredDevice(serial: serial, name: nil, zoneName: nil, commKey: nil), by: fields)
    }

    /// With a merge patch applied: null sets back, what is left out stays.
    func changed(_ known: ConfiguredDevice, by patch: JSONObject) -> ConfiguredDevice {
        var device = known
        if patch["name"] != nil { device.name = patch.text("name") }
        if patch["time_zone"] != nil { device.zoneName = patch.text("time_zone") }
        if patch["comm_key"] != nil { device.commKey = patch.text("comm_key") }
        if patch["charset"] != nil { device.charset = patch.text("charset").flatMap { Charset(name: $0) } }
        if patch["networks"] != nil {
            device.networks = patch.texts("networks")?.compactMap { NetworkRange($0) }
        }
        return device
    }

    func zone(of device: ConfiguredDevice) -> DeviceZone {
        device.zoneName.flatMap { zones.zone(named: $0) } ?? defaultZone
    }
}

extension TextRule {
    fileprivate static let charset = TextRule(
        says: Charset.rule, lengths: 1...32, holds: { Charset(name: $0) != nil })

    fileprivate static let network = TextRule(
        says: NetworkRange.rule, lengths: 2...49, holds: { NetworkRange($0) != nil })
}
