/// A command's number: what stands in `C:<id>:` on the wire. At most 16 digits, never reused.
package struct CommandNumber: Hashable, Sendable, CustomStringConvertible {
    package let value: Int64

    package init(_ value: Int64) { self.value = value }

    /// From `cmd_<number>`, as the API writes it.
    package init?(_ text: some StringProtocol) {
        guard text.hasPrefix("cmd_"), let value = Int64(text.dropFirst(4)), value > 0,
            text.dropFirst(4) == String(value)
        else { return nil }
        self.value = value
    }

    package var description: String { "cmd_\(value)" }
}

/// Where a command is in its life: `queued → sent → completed | failed | expired`, or `queued → cancelled`.
package enum CommandStatus: String, Sendable, CaseIterable {
    case queued, sent, completed, failed, expired, cancelled

    package var isFinal: Bool {
        switch self {
        case .queued, .sent: false
        case .completed, .failed, .expired, .cancelled: true
        }
    }
}

/// A command as the bridge remembers it.
package struct CommandRecord: Sendable, Equatable {
    package let number: CommandNumber
    package let tenant: TenantID
    package let serial: SerialNumber
    package let type: CommandType
    /// What may be shown: see `CommandMask`.
    package let params: JSONObject
    package let priority: Int
    package var status: CommandStatus
    package let createdAt: Instant
    package let expiresAt: Instant
    package var sentAt: Instant?
    package var endedAt: Instant?
    /// What the terminal returned; 0 means done, on most models.
    package var returnCode: Int?
    /// Why it failed or what the code means, in words.
    package var reason: String?
    /// What the terminal sent along, e.g. the options of `device.info`.
    package var result: JSON?
    /// What it still waits for once its receipt has come; `nil` where the receipt is all.
    package var awaited: AwaitedProof?
    /// The order it is a step of, or the command it looks up.
    package var parent: CommandNumber?
    /// What its terminal was told to do for it, in order, where that is more than one thing; empty in lists.
    package var steps: [CommandRecord] = []

    package init(
        number: CommandNumber, tenant: TenantID, serial: SerialNumber, type: CommandType,
        params: JSONObject, priority: Int, status: CommandStatus, createdAt: Instant, expiresAt: Instant,
        sentAt: Instant? = nil, endedAt: Instant? = nil, returnCode: Int? = nil, reason: String? = nil,
        result: JSON? = nil
    ) {
        self.number = number
        self.tenant = tenant
        self.serial = serial
        self.type = type
        self.params = CommandMask.masked(params)
        self.priority = priority
        self.status = status
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.sentAt = sentAt
        self.endedAt = endedAt
        self.returnCode = returnCode
        self.reason = reason
        self.result = result
    }
}
