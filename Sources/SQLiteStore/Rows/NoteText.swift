import BridgeCore

/// The column `fields` of a note: names, a blank between two, and where there are details an object of both.
enum NoteText {
    static func write(_ note: ChangeNote) -> String {
        guard !note.details.isEmpty else { return note.fields.joined(separator: " ") }
        let both: JSON = [
            "fields": .array(note.fields.map(JSON.string)), "details": .object(note.details),
        ]
        return both.text
    }

    static func read(_ text: String) -> (fields: [String], details: JSONObject) {
        // No name of a field begins with a brace.
        guard text.hasPrefix("{"), case .object(let both)? = try? JSONReader.read(Array(text.utf8)) else {
            return (text.split(separator: " ").map(String.init), JSONObject())
        }
        var details = JSONObject()
        if case .object(let found)? = both["details"] { details = found }
        return (both["fields"]?.strings ?? [], details)
    }
}
