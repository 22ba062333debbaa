/// An event ready for the log but for its sequence number, which only the commit can give.
///
/// The body is finished to the byte on both sides of that number; the store joins the three and keeps exactly
/// the bytes that will be signed and sent.
package struct EventDraft: Sendable {
    package let id: EventID
    package let type: EventType
    package let tenant: TenantID
    package let serial: SerialNumber?
    /// When the bridge took it: the body's `timestamp`.
    package let acceptedAt: Instant
    /// Days since 1970 of the moment the fact speaks of. Ids are looked up day by day, so that the search for
    /// duplicates stays in the few pages of recent days however long the history is.
    package let day: Int
    /// The body up to and including `"sequence":`.
    package let head: [UInt8]
    /// The body after the sequence number.
    package let tail: [UInt8]

    /// The whole body, as log position `sequence`.
    package func body(sequence: Int64) -> [UInt8] {
        var body = [UInt8]()
        body.reserveCapacity(head.count + 20 + tail.count)
        body.append(contentsOf: head)
        body.append(contentsOf: String(sequence).utf8)
        body.append(contentsOf: tail)
        return body
    }
}
