/// The name of a webhook endpoint, unique inside its tenant: 1 to 64 of `A-Z a-z 0-9 _ -`.
package struct EndpointID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: some StringProtocol) {
        guard Identifier.isWellFormed(text.utf8, lengths: 1...64) else { return nil }
        self.text = String(text)
    }

    package static let rule = "1 to 64 of A-Z a-z 0-9 _ -"
    package var description: String { text }
}
