import BridgeCore
import Glibc

/// An action as somebody called it, with the bridge it is for.
struct ClientCall {
    let action: ClientAction
    let operands: [String]
    let arguments: ParsedArguments
    let connection: APIConnection

    /// The action's request, once.
    func send() throws(ClientError) -> JSONObject {
        let body: JSONObject? = if let body = action.body { try body(operands, arguments) } else { nil }
        return try connection.send(action.method, action.target(operands, arguments), body: body)
    }

    func show(_ answer: JSONObject) throws(ClientError) {
        try print(
            arguments[ClientOptions.json] ? JSON.object(answer).text + "\n" : ClientTable.text(of: answer))
    }

    /// Elements of a list. `widths` are the columns' so far; none: the heads are printed first.
    func show(_ rows: [JSONObject], columns: [String], widths: inout [Int]) throws(ClientError) {
        if arguments[ClientOptions.json] {
            for row in rows { try print(JSON.object(row).text + "\n") }
        } else {
            try print(ClientTable.text(of: rows, columns: columns, widths: &widths))
        }
    }

    func show(_ rows: [JSONObject], columns: [String]) throws(ClientError) {
        var widths: [Int] = []
        try show(rows, columns: columns, widths: &widths)
    }

    func print(_ text: String) throws(ClientError) {
        do throws(StandardStream.Failure) { try StandardStream.output.print(text) } catch {
            throw ClientError(description: "\(error)")
        }
    }

    /// Says something that is not the answer, so that programs do not read it.
    func note(_ sentence: String) { StandardStream.error.write(sentence + "\n") }

    /// Asks as one who asks again: `nil`, after a pause, where the bridge is away or busy.
    func patiently<Answer>(_ ask: () throws(ClientError) -> Answer) throws(ClientError) -> Answer? {
        do throws(ClientError) { return try ask() } catch {
            guard error.isPassing else { throw error }
            note("\(error); trying again")
            Self.pause()
            return nil
        }
    }

    /// The time between two questions.
    static func pause() { usleep(1_000_000) }

    /// A page of the action's list, and where the next begins.
    func page(
        after: String?, limit: Int
    ) throws(ClientError) -> (rows: [JSONObject], next: String?, last: String?) {
        var more = action.isPaged ? [(name: "limit", value: String(limit))] : []
        if let after { more.append((name: "after", value: after)) }
        let answer = try connection.send(
            "GET", action.target(operands, arguments, more: more), body: nil)
        guard let rows = answer["data"]?.objects else {
            throw ClientError(description: "the bridge's answer is no list")
        }
        return (rows, answer["next"].flatMap(ClientTable.text), answer["last"].flatMap(ClientTable.text))
    }

    /// Pages of a list, up to `--limit` elements.
    func list() throws(ClientError) {
        let limit = arguments[ClientOptions.limit]
        var (rows, next): ([JSONObject], String?) = ([], nil)
        repeat {
            let page = try page(after: next, limit: min(200, limit - rows.count))
            rows += page.rows
            next = page.next
        } while next != nil && rows.count < limit
        try show(rows, columns: action.columns)
        if next != nil { note("there are more; see --limit") }
    }
}

extension JSON {
    /// The objects of an array.
    var objects: [JSONObject]? {
        guard case .array(let elements) = self else { return nil }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }
}
