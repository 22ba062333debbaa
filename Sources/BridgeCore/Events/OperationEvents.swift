/// What happens at terminals beside punches, as events.
extension EventOrigin {
    /// `operation.recorded`. The natural key is the whole row: operations have no number on the wire.
    func event(for operation: Operation, in zone: DeviceZone) -> EventDraft {
        let (local, resolved) = (operation.time.text(), zone.resolve(operation.time))
        let key = [String(operation.code), operation.operatorPin ?? "", local] + operation.objects
        return draft(.operationRecorded, key: key, happenedAt: operation.time.calendarDay) { data in
            data.key("operation")
            data.string(OperationName.name(code: operation.code))
            data.key("operation_code")
            data.integer(operation.code)
            data.key("operator_pin")
            data.string(operation.operatorPin)
            data.occurrence(resolved, local: local, zone: zone)
            data.key("objects")
            data.beginArray()
            for place in 0..<4 {
                data.string(operation.objects.dropFirst(place).first.flatMap { $0.isEmpty ? nil : $0 })
            }
            data.endArray()
            data.key("raw")
            data.string(operation.raw)
        }
    }

    /// `id_card.read`. Rows carry no time, so the same card read twice looks like a row sent twice: it is told
    /// once a day.
    func event(for card: IDCardReading) -> EventDraft {
        let key = [card.pin ?? ""] + card.fields.flatMap { [$0.name, $0.text] }
        let day = String(acceptedAt.seconds / 86400)
        return draft(.idCardRead, key: key + [day]) { data in
            data.key("pin")
            data.string(card.pin)
            for field in card.fields {
                data.key(named: field.name)
                data.string(field.text.isEmpty ? nil : field.text)
            }
        }
    }

    /// `device.error_reported`. Rows carry no time, so each arrival counts: better told twice than never.
    ///
    /// - Parameter place: Of the row among what came with it, for all of that came at one time.
    func event(for error: DeviceErrorReport, at place: Int) -> EventDraft {
        let key = [error.raw, String(acceptedAt.milliseconds), String(place)]
        return draft(.deviceErrorReported, key: key) { data in
            data.key("code")
            data.string(error.code)
            data.key("message")
            data.string(error.message)
            data.key("origin")
            data.string(error.origin)
            data.key("command_id")
            data.string(error.commandID)
            data.key("additional")
            data.string(error.additional)
            data.key("raw")
            data.string(error.raw)
        }
    }
}
