/// How commands end, as events.
extension EventOrigin {
    /// `command.completed`, `command.failed` or `command.expired`; `nil` for states that are no news.
    package func event(for record: CommandRecord) -> EventDraft? {
        let type: EventType
        switch record.status {
        case .completed: type = .commandCompleted
        case .failed: type = .commandFailed
        case .expired: type = .commandExpired
        case .queued, .sent, .cancelled: return nil
        }
        return draft(type, key: [record.number.description]) { data in
            data.key("command_id")
            data.string(record.number.description)
            data.key("command")
            data.string(record.type.rawValue)
            data.key("params")
            data.value(.object(record.params))
            data.key("return_code")
            data.integer(record.returnCode)
            data.key("reason")
            data.string(record.reason)
            data.key("result")
            data.value(record.result ?? .null)
        }
    }
}
