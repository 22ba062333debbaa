import ADMS
import BridgeCore

/// A command as a body orders it, for a terminal yet to be named.
struct CommandForm: Sendable {
    let type: CommandType
    let params: JSONObject
    let life: Duration
    let priority: Int

    private static let defaultLife = Duration.seconds(86400)
    private static let lives = Duration.seconds(1)...Duration.seconds(30 * 86400)

    /// Reads `type`, `params`, `expires_in` and `priority`; other members are the caller's to have read.
    ///
    /// - Throws: Every field that breaks a rule.
    init(_ fields: inout FieldReader, for access: TenantAccess) throws(Problem) {
        let type = Self.type(&fields)
        params = fields.object("params") ?? JSONObject()
        life = Self.life(&fields)
        priority = fields.integer("priority", in: -100...100) ?? 0
        var errors: [FieldError] = []
        do throws(InvalidFields) { try fields.finish() } catch { errors += error.errors }
        guard let type else { throw .invalid(errors) }
        if type == .raw { try access.require(.commandsRaw) }
        self.type = type
        do throws(InvalidFields) {
            _ = try Command(type: type, params: params)
        } catch {
            errors += error.errors
        }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    /// The orders that make up this command for a terminal, the first of which stands for all.
    ///
    /// - Throws: What this terminal cannot be told.
    func orders(
        for device: Device, of tenant: TenantID, at now: Instant
    ) throws(InvalidFields) -> [CommandOrder] {
        let command = try Command(type: type, params: params)
        if let refusal = CommandText.refusal(
            of: command, for: device.profile.dialect, charset: device.textCharset)
        {
            throw InvalidFields(errors: [refusal])
        }
        return [
            CommandOrder(
                tenant: tenant, serial: device.serial, command: command, params: params, priority: priority,
                expiresAt: now + life)
        ]
    }

    private static func type(_ fields: inout FieldReader) -> CommandType? {
        guard let name = fields.text("type", required: true, maximum: 64) else { return nil }
        guard let type = CommandType(rawValue: name) else {
            let known = CommandType.allCases.map(\.rawValue).joined(separator: ", ")
            fields.refuse("type", "must be one of \(known)")
            return nil
        }
        return type
    }

    private static func life(_ fields: inout FieldReader) -> Duration {
        guard let text = fields.text("expires_in", maximum: 16) else { return defaultLife }
        guard let life = DurationText.parse(text), lives.contains(life) else {
            fields.refuse("expires_in", "must be \(DurationText.rule), from 1s to 30d")
            return defaultLife
        }
        return life
    }
}
