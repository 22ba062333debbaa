/// What an endpoint's own headers and credentials may be, so that they cannot pass for something the bridge says
/// nor change how a request is read.
package enum HeaderRule {
    package static let maximumCount = 32
    /// Bytes of a name, of a value, and of all of them together.
    package static let maximumName = 128
    package static let maximumValue = 4096
    package static let maximumTotal = 8192

    /// Whether the bridge sets this header itself, or it says how the message is framed and carried: `webhook-…`,
    /// `content-…`, `ce-…`, `host`, `connection`, `transfer-encoding`, … in any case.
    package static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return reserved.contains(name) || reservedPrefixes.contains(where: name.hasPrefix)
    }

    /// What is wrong with a header, as the end of the sentence "header …"; `nil`: nothing. The value is never
    /// in it.
    package static func problem(name: String, value: String) -> String? {
        guard 1...maximumName ~= name.utf8.count, name.utf8.allSatisfy(isTokenCharacter) else {
            return "must have a name of 1 to \(maximumName) letters, digits or !#$%&'*+-.^_`|~"
        }
        guard !isReserved(name) else { return "must not be \(name.lowercased()): the bridge sets it itself" }
        guard value.utf8.count <= maximumValue else {
            return "must have a value of at most \(maximumValue) bytes, has \(value.utf8.count)"
        }
        guard value.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) else {
            return "must have a value of printable ASCII"
        }
        guard !value.hasPrefix(" "), !value.hasSuffix(" ") else {
            return "must not have blanks around its value"
        }
        return nil
    }

    /// What is wrong with all headers of an endpoint, and with which; `nil`: nothing.
    ///
    /// - Parameter auth: Sets `authorization` if given, which then cannot be among the headers.
    package static func problem(
        _ headers: [HeaderField], auth: EndpointAuth? = nil
    ) -> (name: String?, rule: String)? {
        guard headers.count <= maximumCount else {
            return (nil, "must be at most \(maximumCount), are \(headers.count)")
        }
        var names: Set<String> = []
        for header in headers {
            if let rule = problem(name: header.name, value: header.value) { return (header.name, rule) }
            guard names.insert(header.name.lowercased()).inserted else {
                return (header.name, "must not be there twice")
            }
        }
        if auth != nil, let clash = headers.first(where: { $0.name.lowercased() == "authorization" }) {
            return (clash.name, "must not be there beside auth, which sets it")
        }
        let total = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        guard total <= maximumTotal else {
            return (nil, "must be at most \(maximumTotal) bytes together, are \(total)")
        }
        return nil
    }

    /// What is wrong with credentials, as the end of the sentence "auth …"; `nil`: nothing. They are never in it.
    package static func problem(_ auth: EndpointAuth) -> String? {
        switch auth {
        case .basic(let user, let password):
            guard 1...maximumCredential ~= user.utf8.count, !user.contains(":"), isClean(user) else {
                return "must have a user name of 1 to \(maximumCredential) bytes without colons or control"
                    + " characters"
            }
            guard password.utf8.count <= maximumCredential, isClean(password) else {
                return "must have a password of at most \(maximumCredential) bytes without control characters"
            }
        case .bearer(let token):
            guard 1...maximumValue - 8 ~= token.utf8.count, token.utf8.allSatisfy({ 0x21...0x7e ~= $0 })
            else {
                return
                    "must have a token of 1 to \(maximumValue - 8) printable ASCII characters without spaces"
            }
        }
        return nil
    }

    private static let maximumCredential = 1024

    private static let reservedPrefixes = ["webhook-", "content-", "ce-", "proxy-"]
    private static let reserved: Set<String> = [
        "accept-encoding", "connection", "date", "expect", "host", "http2-settings", "keep-alive", "te",
        "trailer", "trailers", "transfer-encoding", "upgrade", "user-agent",
    ]

    private static func isClean(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }

    /// RFC 9110 section 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
