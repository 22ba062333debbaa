import BridgeCore

/// What every client verb takes.
enum ClientOptions {
    static var all: [OptionDescription] {
        [
            server.description, key.description, tenant.description, data.description, limit.description,
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

    static let data = Option.text(
        "data", "JSON", "fields of the request, as a JSON object or as @FILE with one in it")

    static let limit = Option.integer(
        "limit", "N", in: 1...1_000_000, default: 50, "elements of a list, at most")

    static let json = Option.flag("json", "prints JSON for programs, one element of a list to a line")

    /// The fields of `--data`.
    static func fields(_ arguments: ParsedArguments) throws(ClientError) -> JSONObject {
        guard let text = arguments[data] else { return JSONObject() }
        let source: String
        if text.hasPrefix("@") {
            do {
                source = try TextFile.read(String(text.dropFirst()))
            } catch {
                throw ClientError(description: "\(error)")
            }
        } else {
            source = text
        }
        do {
            guard case .object(let object) = try JSONReader.read(Array(source.utf8)) else {
                throw ClientError.misuse("--data must be a JSON object")
            }
            return object
        } catch let error as JSONError {
            throw .misuse("--data is no JSON: line \(error.line), column \(error.column): \(error.message)")
        } catch let error as ClientError {
            throw error
        } catch {
            throw .misuse("--data cannot be read")
        }
    }
}
