/// A command as somebody ordered it, before it has a number.
package struct CommandOrder: Sendable {
    package let tenant: TenantID
    package let serial: SerialNumber
    package let type: CommandType
    /// The parameters as given, passwords included: they are needed until the terminal has them.
    package let params: JSONObject
    /// What the terminal is to be told for it, in order; at least one.
    package let steps: [CommandStep]
    /// Higher goes first; 0 is usual.
    package let priority: Int
    package let expiresAt: Instant

    /// What the terminal is told first.
    package var command: Command { steps[0].command }

    /// An order of one command.
    package init(
        tenant: TenantID, serial: SerialNumber, command: Command, params: JSONObject, priority: Int,
        expiresAt: Instant
    ) {
        self.init(
            tenant: tenant, serial: serial, type: command.type, params: params,
            steps: [CommandStep(command: command, params: params)], priority: priority, expiresAt: expiresAt)
    }

    /// - Parameter steps: `Command.steps(type: type, params: params)`.
    package init(
        tenant: TenantID, serial: SerialNumber, type: CommandType, params: JSONObject, steps: [CommandStep],
        priority: Int, expiresAt: Instant
    ) {
        precondition(!steps.isEmpty, "an order has at least one step")
        self.tenant = tenant
        self.serial = serial
        self.type = type
        self.params = params
        self.steps = steps
        self.priority = priority
        self.expiresAt = expiresAt
    }
}
