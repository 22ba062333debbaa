/// How far options may go, for everybody who reads them.
extension EndpointOptions {
    package static let maximumHeaders = 20
    /// Of all headers together; common receivers refuse a request with more.
    package static let maximumHeaderBytes = 8192
    /// Requests per second.
    package static let rateLimits = 1...100_000
    /// Failed attempts after which `ordering: device` passes an event over.
    package static let skips = 1...1000
    package static let (scheduleLengths, waits) = (
        1...64, Duration.milliseconds(1)...Duration.seconds(7 * 86400)
    )
    package static let backlogAges = Duration.seconds(1)...Duration.seconds(3650 * 86400)

    /// What does not go together, however good each is by itself.
    package enum Contradiction: Sendable, CaseIterable {
        case headersTooLong, certificateOverPlainHTTP

        /// The key that is to blame, and the end of the sentence that begins with it.
        package var refusal: (key: String, rule: String) {
            switch self {
            case .headersTooLong:
                ("headers", "must be at most \(maximumHeaderBytes) bytes together: receivers take no more")
            case .certificateOverPlainHTTP:
                ("client_certificate", "needs an https:// url: plain http has nobody to show it to")
            }
        }
    }

    /// - Parameter hasCertificate: Whether there is one, be it in `clientCertificate` or still in a file.
    package func contradictions(isSecure: Bool, hasCertificate: Bool) -> [Contradiction] {
        var found: [Contradiction] = []
        // `name: value` and the end of the line.
        let length = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        if length > Self.maximumHeaderBytes { found.append(.headersTooLong) }
        if hasCertificate, !isSecure { found.append(.certificateOverPlainHTTP) }
        return found
    }
}
