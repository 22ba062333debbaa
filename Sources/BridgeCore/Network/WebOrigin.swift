/// Where a page comes from, as browsers name it in `Origin` (RFC 6454): scheme, host, and port unless it is the
/// scheme's own.
package struct WebOrigin: Sendable, Hashable {
    /// Lower case, as browsers send it.
    package let text: String

    package static let rule =
        "where a page comes from, like https://portal.example or https://portal.example:8443, without a path and "
        + "without the port that goes without saying"

    package init?(_ text: String) {
        let text = text.lowercased()
        let authority = text.drop { $0 != ":" }.dropFirst("://".count)
        guard let url = try? WebhookURL(text, allowingPlain: true),
            !authority.contains(where: { "/?*".contains($0) })
        else { return nil }
        guard !authority.hasSuffix(":"), !authority.hasSuffix(url.isSecure ? ":443" : ":80") else {
            return nil
        }
        self.text = text
    }
}
