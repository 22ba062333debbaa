import BridgeCore

extension Device {
    /// As lists of a tenant's terminals show it.
    var shown: JSONObject {
        [
            "serial": .string(serial.text), "name": JSON(name), "status": .string(status),
            "first_seen": JSON(presence.firstSeen?.rfc3339), "last_seen": JSON(presence.lastSeen?.rfc3339),
            "address": JSON(presence.address), "firmware": JSON(profile.firmware),
            "push_version": JSON(profile.pushVersion), "dialect": .string(profile.dialect.rawValue),
            "counts": profile.counts.json, "managed": .bool(isManaged),
            "has_comm_key": .bool(commKey != nil), "time_zone": .string(zone.name),
            "charset": JSON(charset?.name),
            "networks": networks.map { .array($0.map { .string($0.description) }) } ?? .null,
        ]
    }

    /// As it is shown by itself: with what it reported of itself.
    var shownWhole: JSONObject {
        var object = shown
        var options = JSONObject()
        for (name, value) in profile.options.sorted(by: { $0.key < $1.key }) {
            options.append(name: name, value: .string(Self.isSecret(name) ? "***" : value))
        }
        object["options"] = .object(options)
        return object
    }

    /// A terminal that is nobody's: what it said when it knocked.
    var shownHeld: JSONObject {
        [
            "serial": .string(serial.text), "first_seen": JSON(presence.firstSeen?.rfc3339),
            "last_seen": JSON(presence.lastSeen?.rfc3339), "address": JSON(presence.address),
            "push_version": JSON(profile.pushVersion), "firmware": JSON(profile.firmware),
            "language": JSON(profile.language), "device_type": JSON(profile.deviceType),
            "dialect": .string(profile.dialect.rawValue),
        ]
    }

    /// Options by which somebody could log in at the terminal.
    private static func isSecret(_ option: String) -> Bool {
        let name = option.lowercased()
        return ["password", "passwd", "pwd", "comkey", "commkey", "authkey"].contains { name.contains($0) }
    }
}

extension Schema {
    private static let deviceMembers: [Member] = [
        .required("serial", .text(.serial)), .required("name", .words.orNull),
        .required("status", .deviceStatus), .required("first_seen", .instant.orNull),
        .required("last_seen", .instant.orNull), .required("address", .words.orNull),
        .required("firmware", .words.orNull), .required("push_version", .words.orNull),
        .required("dialect", .words),
        .required("counts", .map(of: .integer.orNull), "What it says it holds."),
        .required("managed", .boolean, "Whether the configuration file has it."),
        .required("has_comm_key", .boolean), .required("time_zone", .words),
        .required("charset", .words.orNull), .required("networks", Schema.list(of: .words).orNull),
    ]

    static let listedDevice = Schema.report(deviceMembers).named("ListedDevice")

    static let device = Schema.report(
        deviceMembers + [
            .required(
                "options", .map(of: .words), "Every option it has reported, newest value, passwords masked.")
        ]
    ).named("Device")

    static let heldDevice = Schema.report(
        .required("serial", .text(.serial)), .required("first_seen", .instant.orNull),
        .required("last_seen", .instant.orNull), .required("address", .words.orNull),
        .required("push_version", .words.orNull), .required("firmware", .words.orNull),
        .required("language", .integer.orNull), .required("device_type", .words.orNull),
        .required("dialect", .words)
    ).named("HeldDevice")
}
