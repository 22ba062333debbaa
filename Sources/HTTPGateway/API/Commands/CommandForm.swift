import ADMS
import BridgeCore

/// A command as a body orders it, for a terminal yet to be named.
struct CommandForm: Sendable {
    let type: CommandType
    let params: JSONObject
    let life: Duration
    let priority: Int

    static let lives = Duration.seconds(1)...Duration.seconds(30 * 86400)

    /// Reads `type`, `params`, `expires_in` and `priority`; other members are the caller's to have read.
    ///
    /// - Parameter allowingOperatorTypes: Whether the admin key may order what reaches into a terminal's system.
    /// - Throws: Every field that breaks a rule.
    init(
        _ fields: inout FieldReader, for access: TenantAccess, allowingOperatorTypes: Bool
    ) throws(Problem) {
        let type = Self.type(&fields, access, allowingOperatorTypes)
        params = fields.object("params") ?? JSONObject()
        let life = Self.life(&fields)
        priority = fields.integer("priority", in: -100...100) ?? 0
        var errors: [FieldError] = []
        do throws(InvalidFields) { try fields.finish() } catch { errors += error.errors }
        guard let type else { throw .invalid(errors) }
        if type == .raw { try access.require(.commandsRaw) }
        if type == .raw, case .string(let text)? = params["text"],
            !(access.isAdmin && allowingOperatorTypes), CommandText.reachesIntoSystem(raw: text)
        {
            errors.append(
                FieldError(
                    field: "params.text",
                    message:
                        "must be another command: SHELL, GetFile, PutFile and UPGRADE take the admin key, and commands.operator_types in the configuration"
                ))
        }
        self.type = type
        self.life = life ?? type.usualLife
        do throws(InvalidFields) { _ = try Command.steps(type: type, params: params) } catch {
            errors += error.errors
        }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    /// This command for a terminal.
    ///
    /// - Throws: What this terminal cannot be told.
    func order(
        for device: Device, of tenant: TenantID, at now: Instant
    ) throws(InvalidFields) -> CommandOrder {
        let steps = try Command.steps(type: type, params: params)
        let refusals = CommandText.refusals(of: steps, for: Addressee(device, at: now))
        guard refusals.isEmpty else { throw InvalidFields(errors: refusals) }
        return CommandOrder(
            tenant: tenant, serial: device.serial, type: type, params: params, steps: steps,
            priority: priority, expiresAt: now + life)
    }

    private static func type(
        _ fields: inout FieldReader, _ access: TenantAccess, _ allowsOperatorTypes: Bool
    ) -> CommandType? {
        guard let name = fields.text("type", required: true, maximum: 64) else { return nil }
        let type = CommandType(rawValue: name)
        if access.isAdmin, type?.isOperatorOnly == true {
            if allowsOperatorTypes { return type }
            fields.refuse("type", "must be another: commands.operator_types in the configuration is false")
            return nil
        }
        guard let type, !type.isOperatorOnly else {
            let known = CommandType.allCases.filter { !$0.isOperatorOnly }.map(\.rawValue)
                .joined(separator: ", ")
            fields.refuse("type", "must be one of \(known)")
            return nil
        }
        return type
    }

    /// `nil` where it is left out.
    private static func life(_ fields: inout FieldReader) -> Duration? {
        guard let text = fields.text("expires_in", maximum: 16) else { return nil }
        guard let life = DurationText.parse(text), lives.contains(life) else {
            fields.refuse("expires_in", "must be \(DurationText.rule), from 1s to 30d")
            return nil
        }
        return life
    }
}
