import BridgeCore

/// Something a client verb can do: one request to a running bridge, or a few.
struct ClientAction: Sendable {
    /// Its name and then what it takes, e.g. `["send", "SERIAL", "TYPE"]`; `[NAME]` may be left out.
    let words: [String]
    let summary: String
    let method: String
    /// `{0}`, `{1}` stand for the operands.
    let path: String
    /// Query parameters that are options of the verb, by the parameter's name.
    var query: [(name: String, option: Option<String?>)] = []
    /// Further options of the verb that it makes something of; those of no other action are refused.
    var takes: [OptionDescription] = []
    /// What is shown of each element of a list; empty: everything of one object.
    var columns: [String] = []
    /// Whether a list comes in pages; else it is short and comes whole.
    var isPaged = true
    /// The body, of the operands and of `--data`.
    var body: (@Sendable ([String], ParsedArguments) throws(ClientError) -> JSONObject)?
    /// What it does where that is more than to send the request and show the answer; the exit code.
    var run: (@Sendable (ClientCall) throws(ClientError) -> Int32)?

    var name: String { words[0] }

    var isList: Bool { !columns.isEmpty }

    /// Whether it makes something of an option.
    func uses(_ option: OptionDescription) -> Bool {
        let own =
            query.map(\.option.description) + takes
            + (isList && isPaged ? [ClientOptions.limit.description] : [])
        return (own + ClientOptions.connection).contains { $0.name == option.name }
    }

    /// How many operands it takes.
    var operands: ClosedRange<Int> {
        words.dropFirst().count { !$0.hasPrefix("[") }...words.count - 1
    }

    /// The request's target for these operands.
    func target(
        _ operands: [String], _ arguments: ParsedArguments, more: [(name: String, value: String)] = []
    )
        -> String
    {
        var target = path
        for (place, operand) in operands.enumerated() {
            target = target.replacing("{\(place)}", with: Self.escaped(operand))
        }
        // A page further on begins elsewhere than the first.
        let own = query.filter { parameter in !more.contains { $0.name == parameter.name } }
        let given = own.compactMap { name, option in arguments[option].map { (name, $0) } } + more
        guard !given.isEmpty else { return target }
        return target + "?" + given.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    }

    /// Everything but letters, digits and `-_.~` percent-encoded (RFC 3986).
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."),
                UInt8(ascii: "~"):
                escaped.append(Character(UnicodeScalar(byte)))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
