package import BridgeCore

/// What a terminal says about itself in `INFO=` of a poll (protocol section 4).
///
/// Values are read from the left, however many there are; an empty one or one that should be a number and is
/// not counts as not said.
package struct DeviceInfo: Sendable, Equatable {
    package let firmware: String?
    package let counts: DeviceCounts
    /// On its own network.
    package let localAddress: String?
    package let fingerprintVersion: String?
    package let faceVersion: String?
    /// Three or five digits: fingerprint, face, user photo and, on newer models, comparison photo and
    /// visible-light template.
    package let functionFlags: String?

    /// From the query's value, percent-decoded; `nil` where it says nothing or is longer than 1 KiB.
    package init?(info: String) {
        let bytes = Array(info.utf8)
        guard bytes.count <= 1024 else { return nil }
        let values = bytes.split(separator: ASCII.comma, omittingEmptySubsequences: false).map(\.trimmed)
        guard values.contains(where: { !$0.isEmpty }) else { return nil }
        func text(_ place: Int) -> String? {
            values.indices.contains(place) && !values[place].isEmpty ? values[place].text : nil
        }
        func count(_ place: Int) -> Int? {
            values.indices.contains(place) ? values[place].wholeNumber.flatMap { $0 < 0 ? nil : $0 } : nil
        }
        firmware = text(0)
        localAddress = text(4)
        fingerprintVersion = text(5)
        faceVersion = text(6)
        // The eighth is how many faces make one enrolment. Clock-series models end with the ninth, their
        // flags.
        let isClockSeries = values.count == 9
        counts = DeviceCounts(
            users: count(1), fingerprints: count(2), punches: count(3), faces: isClockSeries ? nil : count(8))
        functionFlags = text(isClockSeries ? 8 : 9)
    }

    /// The profile with what this INFO said; what it left out stays as it was known.
    package func merged(into profile: DeviceProfile) -> DeviceProfile {
        var merged = profile
        merged.firmware = firmware ?? profile.firmware
        merged.counts.users = counts.users ?? profile.counts.users
        merged.counts.fingerprints = counts.fingerprints ?? profile.counts.fingerprints
        merged.counts.punches = counts.punches ?? profile.counts.punches
        merged.counts.faces = counts.faces ?? profile.counts.faces
        return merged
    }
}
