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
}
