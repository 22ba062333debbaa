package import BridgeCore

/// A terminal as far as commands are written differently for it: its dialect and age, what it says it supports, its
/// letters and its clock.
package struct Addressee: Sendable {
    let dialect: Dialect
    let generation: PushGeneration
    let charset: Charset?
    let biometrics: BiometricSupport
    /// What its clock should show now.
    let localTime: CivilTime
    private let options: [String: String]

    /// - Parameters:
    ///   - charset: What it reads, `nil` for UTF-8.
    package init(_ profile: DeviceProfile, charset: Charset? = nil, localTime: CivilTime) {
        dialect = profile.dialect
        generation = PushGeneration(profile)
        self.charset = charset
        biometrics = BiometricSupport(profile)
        options = profile.options
        self.localTime = localTime
    }

    package init(_ device: Device, at now: Instant) {
        let local = CivilTime(unixSeconds: now.seconds + Int64(device.zone.offset(at: now)))
        self.init(device.profile, charset: device.textCharset, localTime: local)
    }

    /// An option that was reported with a value; some dumps write a `~` before names that others have without.
    func option(_ name: String) -> String? {
        for name in [name, "~" + name] {
            if let value = options[name], !value.isEmpty { return value }
        }
        return nil
    }
}
