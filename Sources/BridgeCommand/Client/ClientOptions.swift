import BridgeCore

/// What every client verb takes.
enum ClientOptions {
    static var all: [OptionDescription] {
        [
            server.description, key.description, tenant.description, authorities.description,
            data.description, limit.description, json.description,
        ]
    }

    /// Those that every action takes.
    static var connection: [OptionDescription] {
        [
            server.description, key.description, tenant.description, authorities.description,
            json.description,
        ]
    }

    static let server = Option.value(
        "server", "URL", rule: "an address like http://127.0.0.1:8080", default: nil,
        "the bridge's API; $ADMS_BRIDGE_SERVER or http://127.0.0.1:8080 by default"
    ) { text in text.hasPrefix("http://") || text.hasPrefix("https://") ? .some(text) : nil }

    static let key = Option.text(
        "key", "KEY",
        "the key to use; $ADMS_BRIDGE_KEY by default, else the admin key in ./data/admin.key")

    static let tenant = Option.text(
        "tenant", "ID", "for whom the admin key acts; $ADMS_BRIDGE_TENANT by default")

    static let authorities = Option.text(
        "ca", "FILE",
        "certificate authorities (PEM) to trust instead of the system's, for https; $ADMS_BRIDGE_CA by default"
    )

    static let data = Option.text(
        "data", "JSON",
        "fields of the request, as a JSON object, as @FILE with one in it, or as - for standard input")

    static let limit = Option.integer(
        "limit", "N", in: 1...1_000_000, default: 50, "elements of a list, at most")

    static let json = Option.flag("json", "prints JSON for programs, one element of a list to a line")

    /// The fields of `--data`.
    static func fields(_ arguments: ParsedArguments) throws(ClientError) -> JSONObject {
        guard let text = arguments[data] else { return JSONObject() }
        return try object(text, of: "--data")
    }

    /// The fields of `--data` and one an operand names. `nil`: it was left out.
    static func fields(
        _ arguments: ParsedArguments, _ operands: (name: String, value: String?)...
    ) throws(ClientError) -> JSONObject {
        var fields = try fields(arguments)
        for (name, value) in operands {
            guard let value else { continue }
            guard fields[name] == nil || fields[name] == .string(value) else {
                throw .misuse("--data has another \(name) than \(value)")
            }
            fields[name] = .string(value)
        }
        return fields
    }

    /// The fields of `--data`, which there must be: without any, nothing would be changed.
    static func changes(_ arguments: ParsedArguments) throws(ClientError) -> JSONObject {
        guard arguments.has(data.description) else {
            throw .misuse("set needs --data with what to change, e.g. --data '{\"name\":\"Door\"}'")
        }
        return try fields(arguments)
    }

    /// A JSON object that stands on the command line, in a file (`@FILE`) or on standard input (`-`).
    static func object(_ text: String, of option: String) throws(ClientError) -> JSONObject {
        var source = text
        if text == "-" || text.hasPrefix("@") {
            let path = text == "-" ? "/dev/stdin" : String(text.dropFirst())
            do { source = try TextFile.read(path) } catch { throw ClientError(description: "\(error)") }
        }
        do throws(JSONError) {
            if case .object(let object) = try JSONReader.read(Array(source.utf8)) { return object }
        } catch {
            throw .misuse(
                "\(option) is no JSON: line \(error.line), column \(error.column): \(error.message)")
        }
        throw .misuse("\(option) must be a JSON object")
    }
}
