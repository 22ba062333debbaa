/// One of the simple commands an order comes to: most come to themselves, a person with templates and a picture to
/// several, to be carried out in this order.
package struct CommandStep: Sendable, Equatable {
    package let command: Command
    /// What makes this command again: `Command(type: command.type, params: params)`.
    package let params: JSONObject
    /// Which part of the order it is.
    package let part: Part

    package enum Part: Sendable, Equatable {
        /// The order itself, or its main part.
        case main
        /// `biometrics[n]`.
        case biometric(Int)
        case photo
        /// `pins[n]`.
        case recipient(Int)
    }

    package init(command: Command, params: JSONObject, part: Part = .main) {
        self.command = command
        self.params = params
        self.part = part
    }

    /// Whether it counts as done only when the terminal was asked and has it.
    package var isVerified: Bool { params["verify"] == .bool(true) }

    /// The name under which whoever ordered knows a member of this step's params, for errors.
    package func field(_ name: String) -> String {
        switch (part, name) {
        case (.main, _), (.biometric, "pin"), (.photo, "pin"), (.photo, "photo"): "params.\(name)"
        case (.biometric(let place), _): "params.biometrics[\(place)].\(name)"
        case (.photo, _): "params.photo_\(name)"
        case (.recipient(let place), "pin"): "params.pins[\(place)]"
        case (.recipient, _): "params.\(name)"
        }
    }
}

extension Command {
    /// The simple commands that `type` and `params` of a request come to, in order; at least one.
    ///
    /// - Throws: Every rule that a param breaks, as `init(type:params:)`.
    package static func steps(
        type: CommandType, params: JSONObject
    ) throws(InvalidFields) -> [CommandStep] {
        let whole = try Command(type: type, params: params)
        if case .upsertUser(let user) = whole, !user.biometrics.isEmpty || user.photo != nil {
            return try parts(of: user, params)
        }
        if case .upsertMessage(let message) = whole, !message.pins.isEmpty {
            return try parts(of: message, params)
        }
        return [CommandStep(command: whole, params: params)]
    }

    /// The message, then each person it is for.
    private static func parts(
        of message: TextMessage, _ params: JSONObject
    ) throws(InvalidFields) -> [CommandStep] {
        var main = params
        main["pins"] = nil
        var steps = [try step(.messageUpsert, main, .main)]
        for (place, pin) in message.pins.enumerated() {
            let assignment: JSONObject = ["id": .integer(Int64(message.id)), "pin": .string(pin)]
            steps.append(try step(.messageAssign, assignment, .recipient(place)))
        }
        return steps
    }

    /// The person, then each template, then the picture.
    private static func parts(
        of user: UserRecord, _ params: JSONObject
    ) throws(InvalidFields) -> [CommandStep] {
        var main = params
        var photo: JSONObject = ["pin": .string(user.pin)]
        for (name, value) in params.members where name == "photo" || name.hasPrefix("photo_") {
            main[name] = nil
            photo[name == "photo" ? name : String(name.dropFirst("photo_".count))] = value
        }
        main["biometrics"] = nil
        var steps = [try step(.userUpsert, main, .main)]
        if case .array(let templates)? = params["biometrics"] {
            for (place, template) in templates.enumerated() {
                guard case .object(var members) = template else { continue }
                members["pin"] = .string(user.pin)
                members["verify"] = params["verify"]
                steps.append(try step(.biometricUpsert, members, .biometric(place)))
            }
        }
        if user.photo != nil { steps.append(try step(.userPhotoUpsert, photo, .photo)) }
        return steps
    }

    private static func step(
        _ type: CommandType, _ params: JSONObject, _ part: CommandStep.Part
    ) throws(InvalidFields) -> CommandStep {
        CommandStep(command: try Command(type: type, params: params), params: params, part: part)
    }
}
