/// Writes JSON as UTF-8 bytes, members in the order they are given and without white space.
///
/// Commas are the writer's business: call `key` and values, open and close objects and arrays.
package struct JSONWriter {
    package private(set) var bytes: [UInt8]
    private var needsComma = false
    /// Where `nullToReplace` wrote its `null`.
    private(set) var replaceablePlace: Int?

    package init(reservingCapacity capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Goes on inside an object whose first members somebody else writes: the next key begins with a comma.
    package mutating func continueObject() { needsComma = true }

    /// A member's name. The names of our events are plain ASCII, which `StaticString` lets us copy whole.
    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func key(named name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    package mutating func string(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    package mutating func integer(_ number: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
        needsComma = true
    }

    package mutating func integer(_ number: (some FixedWidthInteger)?) {
        if let number { integer(number) } else { null() }
    }

    package mutating func bool(_ flag: Bool) { literal(flag ? "true" : "false") }
    package mutating func null() { literal("null") }

    /// A `null` in whose place a receiver who may see it finds an attachment.
    mutating func nullToReplace() {
        separate()
        replaceablePlace = bytes.count
        literal("null")
    }

    /// The shortest decimal that reads back as the same number; JSON has no NaN or infinity: they become null.
    package mutating func number(_ number: Double) {
        guard number.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: number.description.utf8)
        needsComma = true
    }

    package mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for (name, value) in object.members {
                key(named: name)
                self.value(value)
            }
            endObject()
        }
    }

    /// A value that is JSON already, such as an event's body.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    private mutating func literal(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { characters in
            if characters.allSatisfy(Self.isPlain) {
                bytes.append(contentsOf: characters)
            } else {
                for character in characters { appendEscaped(character) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ character: UInt8) -> Bool {
        character >= 0x20 && character != UInt8(ascii: "\"") && character != UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ character: UInt8) {
        let short: UInt8? =
            switch character {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): character
            case UInt8(ascii: "\n"): UInt8(ascii: "n")
            case UInt8(ascii: "\r"): UInt8(ascii: "r")
            case UInt8(ascii: "\t"): UInt8(ascii: "t")
            default: nil
            }
        if let short {
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(short)
        } else if character < 0x20 {
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(character < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            bytes.append(Array("0123456789abcdef".utf8)[Int(character & 15)])
        } else {
            bytes.append(character)
        }
    }
}
