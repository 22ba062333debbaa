/// How endpoints fare, as events. They go to the tenant's other endpoints, never to the one they are about.
extension EventOrigin {
    /// - Parameters:
    ///   - undelivered: Events that wait for the endpoint, as far as they were counted.
    ///   - ordinal: What tells two notices of one kind and millisecond apart.
    package func event(
        for notice: EndpointNotice, about endpoint: EndpointID, undelivered: Int, ordinal: Int64
    ) -> EventDraft {
        let key = [endpoint.text, String(acceptedAt.milliseconds), String(ordinal)]
        var event = draft(notice.type, key: key) { data in
            data.key("endpoint_id")
            data.string(endpoint.text)
            data.key("failing_since")
            data.string(notice.failingSince?.rfc3339)
            data.key("last_error")
            data.string(notice.lastError)
            data.key("undelivered")
            data.integer(undelivered)
            if case .disabled(let reason, _, _) = notice {
                data.key("reason")
                data.string(reason)
            }
            if case .backlogDropped(let events, let first, let last) = notice {
                data.key("dropped")
                data.integer(events)
                data.key("first_sequence")
                data.integer(first)
                data.key("last_sequence")
                data.integer(last)
            }
        }
        event.about = endpoint
        return event
    }
}

extension EventOrigin {
    /// A `webhook.test`, which is in no log: it is sent at once and forgotten.
    ///
    /// - Parameter ordinal: What tells two tests of one millisecond apart.
    package func event(forTest message: String, of endpoint: EndpointID, ordinal: Int64) -> EventDraft {
        draft(.webhookTest, key: [endpoint.text, String(acceptedAt.milliseconds), String(ordinal)]) { data in
            data.key("message")
            data.string(message)
        }
    }
}

extension EndpointNotice {
    fileprivate var type: EventType {
        switch self {
        case .failing: .endpointFailing
        case .recovered: .endpointRecovered
        case .disabled: .endpointDisabled
        case .backlogDropped: .endpointBacklogDropped
        }
    }

    fileprivate var failingSince: Instant? {
        switch self {
        case .failing(let since, _): since
        case .recovered(let since): since
        case .disabled(_, let since, _): since
        case .backlogDropped: nil
        }
    }

    fileprivate var lastError: String? {
        switch self {
        case .failing(_, let error), .disabled(_, _, let error): error
        case .recovered, .backlogDropped: nil
        }
    }
}
