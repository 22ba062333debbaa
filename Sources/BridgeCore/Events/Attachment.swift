import Crypto

/// Bytes that belong to an event and are shown only to endpoints that asked for them: a template or a photo.
///
/// The event's body has `null` where their base64 would stand.
package struct Attachment: Sendable, Equatable {
    package enum Kind: Int, Sendable, CaseIterable {
        case biometric = 1
        case photo = 2
    }

    package let kind: Kind
    package let content: [UInt8]
    /// Where the body's `null` begins, in bytes from the end of the body.
    package let placeFromEnd: Int

    package init(kind: Kind, content: [UInt8], placeFromEnd: Int) {
        self.kind = kind
        self.content = content
        self.placeFromEnd = placeFromEnd
    }

    /// The body with the content, as base64, in place of the `null`.
    func inserted(into body: [UInt8]) -> [UInt8] {
        let place = body.count - placeFromEnd
        guard placeFromEnd >= 4, place >= 0, body[place...].starts(with: "null".utf8) else { return body }
        let text = Base64.encode(content)
        var whole = [UInt8]()
        whole.reserveCapacity(body.count + text.utf8.count)
        whole.append(contentsOf: body[..<place])
        whole.append(UInt8(ascii: "\""))
        whole.append(contentsOf: text.utf8)
        whole.append(UInt8(ascii: "\""))
        whole.append(contentsOf: body[(place + 4)...])
        return whole
    }
}
