import BridgeCore

/// Contents of commands, and what is wrong with others.
enum CommandSamples {
    /// `FF D8 FF`, the beginning of every JPEG.
    static let photo: JSON = "/9j/"
    static let template: JSON = "QUJDRA=="

    /// The parameters an order is refused for, without `params.`.
    static func refused(_ type: CommandType, _ params: JSONObject) -> [String] {
        errors(type, params).map { String($0.field.dropFirst("params.".count)) }
    }

    static func errors(_ type: CommandType, _ params: JSONObject) -> [FieldError] {
        do {
            _ = try Command.steps(type: type, params: params)
            return []
        } catch {
            return error.errors
        }
    }

    /// Whether a value is of the parameter's kind and could be right.
    static func mayBe(_ value: JSON, _ parameter: Parameter) -> Bool {
        switch (parameter.kind, value) {
        case (.integer(let range), .integer(let number)): Int(exactly: number).map(range.contains) ?? false
        case (.flag, .bool), (.any, _): true
        default: false
        }
    }
}
