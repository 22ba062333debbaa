import CJansson

/// Why a text is not the JSON we take.
package struct JSONError: Error, Equatable, Sendable {
    /// Which rule is broken, e.g. `duplicate object key`. Never a piece of the text: that may be a secret.
    package let message: String
    /// Where, counted from 1.
    package let line: Int
    package let column: Int
    /// The member that is to blame, e.g. `batch.max_events`, where only its value is wrong.
    package var field: String?
}

/// Reads JSON by way of jansson: strict RFC 8259, strict UTF-8, duplicate names refused, depth bounded.
package enum JSONReader {
    /// Objects and arrays inside one another, at most.
    package static let maximumDepth = 32

    /// The version of the jansson this program runs with.
    package static var libraryVersion: String { String(cString: jansson_version_str()) }

    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        if let opening = tooDeep(bytes) {
            throw JSONError(
                message: "more than \(maximumDepth) levels of nesting", line: 1, column: opening + 1)
        }
        var failure = json_error_t()
        // A NUL in a string is for the field's rule to refuse, by the field's name.
        let flags = Int(JSON_REJECT_DUPLICATES) | Int(JSON_DECODE_ANY) | Int(JSON_ALLOW_NUL)
        let root = bytes.withUnsafeBytes {
            json_loadb($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count, flags, &failure)
        }
        guard let root else {
            let message = withUnsafeBytes(of: failure.text) { text in
                String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
            }
            let rule = bytes.isEmpty ? "the body is empty" : rule(in: message)
            // The reader stops behind the number, within whose last digit its member is still the one.
            let field = rule == tooLarge ? JSONPlace.field(at: Int(failure.position) - 1, in: bytes) : ""
            throw JSONError(
                message: rule, line: max(1, Int(failure.line)), column: max(1, Int(failure.column)),
                field: field.isEmpty ? nil : field)
        }
        defer { shim_json_decref(root) }
        return value(of: root)
    }

    /// jansson's words without what it quotes of the text.
    private static func rule(in message: String) -> String {
        for (start, rule) in rules where message.hasPrefix(start) { return rule }
        guard let quote = message.firstRange(of: " near ") else { return message }
        return String(message[..<quote.lowerBound])
    }

    private static let tooLarge = "numbers must fit 64 bits"

    /// Those that quote within, or that say little to whoever wrote the text.
    private static let rules = [
        ("too big", tooLarge),
        ("real number overflow", tooLarge),
        ("unable to decode byte", "the text must be UTF-8"),
        ("control character", "control characters in strings must be escaped"),
        ("invalid Unicode", "an escaped surrogate must be one of a pair"),
    ]

    /// jansson itself recurses 2 048 deep before it refuses; nobody means more than a handful.
    private static func tooDeep(_ bytes: [UInt8]) -> Int? {
        var (depth, inString, escaped) = (0, false, false)
        for (place, byte) in bytes.enumerated() {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > maximumDepth { return place }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return nil
    }

    private static func value(of node: UnsafeMutablePointer<json_t>) -> JSON {
        switch node.pointee.type {
        case JSON_OBJECT:
            var object = JSONObject()
            var member = json_object_iter(node)
            while let current = member {
                let name = String(cString: json_object_iter_key(current))
                if let child = json_object_iter_value(current) {
                    object.append(name: name, value: value(of: child))
                }
                member = json_object_iter_next(node, current)
            }
            return .object(object)
        case JSON_ARRAY:
            return .array(
                (0..<json_array_size(node)).compactMap { json_array_get(node, $0).map(value(of:)) })
        case JSON_STRING:
            let text = UnsafeRawBufferPointer(
                start: json_string_value(node), count: json_string_length(node))
            return .string(String(decoding: text, as: UTF8.self))
        case JSON_INTEGER: return .integer(Int64(json_integer_value(node)))
        case JSON_REAL: return .number(json_real_value(node))
        case JSON_TRUE: return .bool(true)
        case JSON_FALSE: return .bool(false)
        default: return .null
        }
    }
}
