import BridgeCore

/// A terminal's profile as the JSON text of its column.
enum ProfileText {
    static func write(_ profile: DeviceProfile) -> String {
        var object: JSONObject = [
            "dialect": .string(profile.dialect.rawValue), "counts": profile.counts.json,
        ]
        object["push_version"] = profile.pushVersion.map(JSON.string)
        object["language"] = profile.language.map { JSON($0) }
        object["device_type"] = profile.deviceType.map(JSON.string)
        object["firmware"] = profile.firmware.map(JSON.string)
        object["options"] = texts(profile.options)
        object["stamps"] = texts(profile.stamps)
        object["last_handshake"] = profile.lastHandshake.map { .integer($0.milliseconds) }
        object["reuploads"] = .array(profile.reuploads.sorted().map(JSON.string))
        object["told_offset"] = profile.toldOffset.map { JSON($0) }
        object["trusted_address"] = profile.trustedAddress.map(JSON.string)
        return JSON.object(object).text
    }

    /// What the text says; a member that is missing or strange is left at its default.
    static func read(_ text: String) -> DeviceProfile {
        var profile = DeviceProfile()
        guard case .object(let object)? = try? JSONReader.read(Array(text.utf8)) else { return profile }
        profile.dialect = object["dialect"]?.string.flatMap(Dialect.init) ?? profile.dialect
        profile.pushVersion = object["push_version"]?.string
        profile.language = object["language"]?.int
        profile.deviceType = object["device_type"]?.string
        profile.firmware = object["firmware"]?.string
        profile.options = object["options"]?.texts ?? [:]
        profile.stamps = object["stamps"]?.texts ?? [:]
        profile.lastHandshake = object["last_handshake"]?.int.map { Instant(milliseconds: Int64($0)) }
        profile.reuploads = Set(object["reuploads"]?.strings ?? [])
        profile.toldOffset = object["told_offset"]?.int
        profile.trustedAddress = object["trusted_address"]?.string
        if case .object(let counts)? = object["counts"] {
            profile.counts = DeviceCounts(
                users: counts["users"]?.int, fingerprints: counts["fingerprints"]?.int,
                punches: counts["punches"]?.int, faces: counts["faces"]?.int)
        }
        return profile
    }

    private static func texts(_ texts: [String: String]) -> JSON {
        var object = JSONObject()
        for (name, value) in texts.sorted(by: { $0.key < $1.key }) {
            object.append(name: name, value: .string(value))
        }
        return .object(object)
    }
}

extension JSON {
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var int: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
    var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    var strings: [String]? {
        if case .array(let elements) = self { elements.compactMap(\.string) } else { nil }
    }
    var texts: [String: String]? {
        guard case .object(let object) = self else { return nil }
        let pairs = object.members.compactMap { member in member.value.string.map { (member.name, $0) } }
        return Dictionary(pairs) { $1 }
    }
}
