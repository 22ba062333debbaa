import Foundation

/// Where an endpoint's webhooks go: an absolute `https` (or, where allowed, `http`) address.
package struct WebhookURL: Sendable, Equatable {
    package let text: String
    package let isSecure: Bool
    /// The address that stands in the place of a host name; `nil` where there is a name.
    package let address: IPAddress?
    package let port: UInt16

    /// What is wrong with an address, as the end of the sentence "url …".
    package struct Invalid: Error, Sendable, Equatable {
        package let rule: String
    }

    package static let maximumLength = 2048

    /// - Parameter allowingPlain: Whether `http` will do.
    package init(_ text: String, allowingPlain: Bool) throws(Invalid) {
        guard 1...Self.maximumLength ~= text.utf8.count else {
            throw Invalid(rule: "must be 1 to \(Self.maximumLength) bytes long, is \(text.utf8.count)")
        }
        guard text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw Invalid(
                rule: "must be printable ASCII without spaces; write other characters percent-encoded")
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw Invalid(rule: "must be an absolute address like https://example.com/hooks")
        }
        guard scheme == "https" || scheme == "http" else {
            throw Invalid(rule: "must begin with https://, not \(scheme):")
        }
        guard scheme == "https" || allowingPlain else {
            throw Invalid(
                rule: "must begin with https://; plain http needs allow_private: true on the endpoint")
        }
        guard let host = parts.host, !host.isEmpty else { throw Invalid(rule: "must name a host") }
        // Readers differ in what they make of these; the one who judges an address must see the host that is called.
        let authority = text.dropFirst(scheme.count + 3).prefix { !"/?#".contains($0) }
        guard !authority.contains("%") else {
            throw Invalid(rule: "must name its host without percent escapes")
        }
        // Of names only: an address in brackets has colons. One dot at the end is the root's.
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard host.contains(":") || labels.allSatisfy({ 1...63 ~= $0.utf8.count }) else {
            throw Invalid(rule: "must name a host whose parts between dots are 1 to 63 characters long")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Invalid(rule: "must not carry a user name or password")
        }
        if let port = parts.port, !(1...65535).contains(port) {
            throw Invalid(rule: "must name a port from 1 to 65535, not \(port)")
        }
        guard parts.fragment == nil else { throw Invalid(rule: "must not have a #fragment") }
        self.text = text
        isSecure = scheme == "https"
        address = IPAddress(host: host)
        port = parts.port.map { UInt16(clamping: $0) } ?? (isSecure ? 443 : 80)
    }
}
