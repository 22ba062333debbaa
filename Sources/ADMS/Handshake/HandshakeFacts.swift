package import BridgeCore

/// What the query of a handshake says about the terminal (protocol section 2.1).
package struct HandshakeFacts: Sendable, Equatable {
    /// `pushver`; absent means 2.2.14.
    package let pushVersion: String?
    /// `language`, a number of section 13.1.
    package let language: Int?
    /// `DeviceType`, e.g. `att`.
    package let deviceType: String?
    /// By section 0.1; this edition knows only the attendance dialect.
    package let dialect: Dialect

    /// From the query's values, percent-decoded. Versions and types that are empty or longer than 64 bytes,
    /// and languages that are no number, count as not said.
    package init(pushver: String?, language: String?, deviceType: String?) {
        func said(_ value: String?) -> ArraySlice<UInt8>? {
            let bytes = value.map { Array($0.utf8)[...].trimmed }
            guard let bytes, 1...64 ~= bytes.count, !bytes.contains(where: \.isControl) else { return nil }
            return bytes
        }
        pushVersion = said(pushver)?.text
        self.language = said(language)?.wholeNumber
        self.deviceType = said(deviceType)?.text
        dialect = .attendance
    }

    /// The profile with what this handshake said; what it left out stays as it was known.
    package func merged(into profile: DeviceProfile) -> DeviceProfile {
        var merged = profile
        merged.pushVersion = pushVersion ?? profile.pushVersion
        merged.language = language ?? profile.language
        merged.deviceType = deviceType ?? profile.deviceType
        merged.dialect = dialect
        return merged
    }
}
