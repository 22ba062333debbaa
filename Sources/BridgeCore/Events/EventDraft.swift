/// An event ready for the log but for its sequence number, which only the commit can give.
///
/// The body is finished to the byte on both sides of that number; the store joins the three and keeps exactly
/// the bytes that will be signed and sent.
package struct EventDraft: Sendable {
    package private(set) var id: EventID
    package let type: EventType
    package let tenant: TenantID
    package let serial: SerialNumber?
    /// When the bridge took it: the body's `timestamp`.
    package let acceptedAt: Instant
    /// Days since 1970 of the moment the fact speaks of. Ids are looked up day by day, so that the search for
    /// duplicates stays in the few pages of recent days however long the history is.
    package let day: Int
    /// The body up to and including `"sequence":`.
    package private(set) var head: [UInt8]
    /// The body after the sequence number.
    package let tail: [UInt8]
    /// What only some endpoints may see.
    package let attachment: Attachment?
    /// What the event says about a thing that has a state, such as a person on a terminal.
    package let state: StateReport?
    /// The endpoint it is about, which does not get it.
    package var about: EndpointID?

    init(
        id: EventID, type: EventType, tenant: TenantID, serial: SerialNumber?, acceptedAt: Instant, day: Int,
        head: [UInt8], tail: [UInt8], attachment: Attachment? = nil, state: StateReport? = nil
    ) {
        self.id = id
        self.type = type
        self.tenant = tenant
        self.serial = serial
        self.acceptedAt = acceptedAt
        self.day = day
        self.head = head
        self.tail = tail
        self.attachment = attachment
        self.state = state
    }

    /// The same event as the successor of `predecessor`: somebody who is renamed and then named as before is news
    /// both times, though the content is the same.
    package func following(_ predecessor: EventID) -> EventDraft {
        var successor = self
        successor.id = EventID(of: [id.description, predecessor.description])
        // `{"id":"` and then the id, which is always 30 characters long.
        successor.head.replaceSubrange(7..<37, with: successor.id.description.utf8)
        return successor
    }

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

/// What an event says about something that has a state: who is on a terminal, which template they have.
///
/// Terminals repeat their whole state at will; only changes are news.
package struct StateReport: Sendable, Equatable {
    /// Which thing, within everything the bridge knows: 16 bytes.
    package let key: [UInt8]
    /// A digest of its state: 16 bytes.
    package let content: [UInt8]
    /// Whether the event is news only if the state changes. If not, the event is news by its id, and the state
    /// follows it.
    package let decides: Bool

    init(key: [String], content: [String], decides: Bool) {
        self.key = EventID(of: key).bytes
        self.content = EventID(of: content).bytes
        self.decides = decides
    }
}
