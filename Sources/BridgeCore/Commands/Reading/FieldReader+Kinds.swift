import Crypto

/// Kinds of members beyond texts and numbers.
extension FieldReader {
    /// `true` or `false`; left out it is `fallback`.
    package mutating func flag(_ name: String, fallback: Bool = false) -> Bool {
        let parameter = Parameter(
            name: name, kind: .flag, rule: "true or false", fallback: .bool(fallback))
        guard let value = value(parameter) else { return fallback }
        guard case .bool(let flag) = value else {
            refuse(name, "must be a boolean, not \(value.kind)")
            return fallback
        }
        return flag
    }

    /// `true` or `false`, or nothing said.
    mutating func answer(_ name: String, rule: String) -> Bool? {
        guard let value = value(Parameter(name: name, kind: .flag, rule: rule)) else { return nil }
        guard case .bool(let flag) = value else {
            refuse(name, "must be a boolean, not \(value.kind)")
            return nil
        }
        return flag
    }

    /// Must be `true`: whoever orders this says that they mean it.
    mutating func confirmation() {
        let rule = "true: what this removes or stops cannot be brought back"
        let parameter = Parameter(name: "confirm", kind: .flag, isRequired: true, rule: rule)
        guard let value = value(parameter) else { return }
        if value != .bool(true) { refuse("confirm", "must be \(rule)") }
    }

    /// One of the names of a type that is spelled out.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, required: Bool = false, fallback: Choice? = nil
    ) -> Choice? where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue)
        guard
            let text = choice(name, required: required, among: names, fallback: fallback?.rawValue)
        else { return nil }
        return Choice(rawValue: text)
    }

    mutating func choice(
        _ name: String, required: Bool = false, among names: [String], fallback: String? = nil
    ) -> String? {
        let parameter = Parameter(
            name: name, kind: .choice(names), isRequired: required,
            rule: "one of " + names.joined(separator: ", "), fallback: fallback.map(JSON.string))
        guard let value = value(parameter) else { return fallback }
        guard case .string(let text) = value else {
            refuse(name, "must be a string, not \(value.kind)")
            return nil
        }
        guard names.contains(text) else {
            refuse(name, "must be \(parameter.rule)")
            return nil
        }
        return text
    }

    /// `2026-11-20 08:00:00` or with a `T`: the terminal's own time, so no offset.
    ///
    /// - Parameter dayTime: Set: a date alone is taken too, and means this time of that day.
    mutating func time(_ name: String, required: Bool = false, dayTime: String? = nil) -> CivilTime? {
        let rule =
            "a time of the terminal's clock like 2026-11-20T08:00:00, without an offset"
            + (dayTime.map { ", or a date, which means its \($0)" } ?? "")
        let parameter = Parameter(
            name: name, kind: .time(orDate: dayTime != nil), isRequired: required, rule: rule)
        guard let value = value(parameter), let text = line(value, of: name, 1...32) else { return nil }
        let whole = text.utf8.count == 10 ? dayTime.map { "\(text) \($0)" } ?? text : text
        guard let time = CivilTime(whole) else {
            refuse(name, "must be \(rule)")
            return nil
        }
        return time
    }

    /// `from` and `until`, the one not after the other.
    mutating func span() -> (from: CivilTime, until: CivilTime)? {
        let (from, until) = (time("from", required: true), time("until", required: true))
        guard let from, let until else { return nil }
        if from.unixSeconds > until.unixSeconds { refuse("until", "must not be before `from`") }
        return (from, until)
    }

    /// Bytes in base64: as a string, or as events have them, an object with `content_base64` whose `size` and
    /// `sha256` must agree where given.
    mutating func binary(
        _ name: String, required: Bool = false, maximum: Int, rule: String,
        where isRight: ([UInt8]) -> Bool = { _ in true }
    ) -> [UInt8]? {
        let parameter = Parameter(
            name: name, kind: .binary(maximum: maximum), isRequired: required, rule: rule, isWithheld: true)
        guard let value = value(parameter), let bytes = bytes(value, of: name, maximum: maximum) else {
            return nil
        }
        guard !bytes.isEmpty, isRight(bytes) else {
            refuse(name, "must be \(rule)")
            return nil
        }
        return bytes
    }

    private mutating func bytes(_ value: JSON, of name: String, maximum: Int) -> [UInt8]? {
        switch value {
        case .string(let text):
            guard text.utf8.count <= (maximum + 2) / 3 * 4 else {
                refuse(name, "must hold at most \(maximum) bytes")
                return nil
            }
            guard let bytes = Base64.decode(text) else {
                refuse(name, "must be base64 in the standard alphabet, without white space")
                return nil
            }
            guard bytes.count <= maximum else {
                refuse(name, "must hold at most \(maximum) bytes, holds \(bytes.count)")
                return nil
            }
            return bytes
        case .object(let object):
            var fields = FieldReader(object, prefix: "\(prefix)\(name).")
            let content = fields.value("content_base64", required: true)
            let (size, digest) = (fields.value("size"), fields.value("sha256"))
            _ = fields.value("content_type")
            fields.refuseUnknown()
            refuse(fields.errors)
            guard fields.errors.isEmpty, let content else { return nil }
            guard case .string = content else {
                refuse("\(name).content_base64", "must be a string, not \(content.kind)")
                return nil
            }
            guard let bytes = bytes(content, of: "\(name).content_base64", maximum: maximum) else {
                return nil
            }
            if let size, size != .integer(Int64(bytes.count)) {
                refuse("\(name).size", "must be the number of bytes in content_base64")
            }
            if let digest, digest != .string(SHA256.hexDigest(bytes)) {
                refuse("\(name).sha256", "must be the SHA-256 of what content_base64 holds, in hexadecimal")
            }
            return bytes
        case .null, .bool, .integer, .number, .array:
            refuse(name, "must be a string of base64, or an object with content_base64, not \(value.kind)")
            return nil
        }
    }

    /// A list of objects, each read by `read`; empty where it is left out.
    mutating func objects<Element>(
        _ name: String, maximum: Int, _ read: (inout FieldReader) -> Element?
    ) -> [Element] {
        var blank = FieldReader([:])
        _ = read(&blank)
        let parameter = Parameter(
            name: name, kind: .list(of: .object(blank.parameters), maximum: maximum),
            rule: "a list of at most \(maximum) objects")
        var elements: [Element] = []
        var isGiven = false
        for (place, value) in list(parameter, counts: 0...maximum, isGiven: &isGiven).enumerated() {
            guard case .object(let object) = value else {
                refuse("\(name)[\(place)]", "must be an object, not \(value.kind)")
                continue
            }
            var fields = FieldReader(object, prefix: "\(prefix)\(name)[\(place)].")
            if let element = read(&fields) { elements.append(element) }
            fields.refuseUnknown()
            refuse(fields.errors)
        }
        return elements
    }

    /// A list of numbers; `nil` where it is left out.
    mutating func integers(
        _ name: String, required: Bool = false, counts: ClosedRange<Int>, in range: ClosedRange<Int>
    ) -> [Int]? {
        let parameter = Parameter(
            name: name, kind: .list(of: .integer(range), maximum: counts.upperBound), isRequired: required,
            rule:
                "a list of \(counts.lowerBound) to \(counts.upperBound) integers from \(range.lowerBound) to "
                + "\(range.upperBound)")
        var isGiven = false
        var numbers: [Int] = []
        let values = list(parameter, counts: counts, isGiven: &isGiven)
        for (place, value) in values.enumerated() {
            if let number = number(value, of: "\(name)[\(place)]", in: range) { numbers.append(number) }
        }
        return isGiven ? numbers : nil
    }

    /// Empty after a refusal too.
    mutating func list(
        _ parameter: Parameter, counts: ClosedRange<Int>, isGiven: inout Bool
    ) -> [JSON] {
        guard let value = value(parameter) else { return [] }
        isGiven = true
        guard case .array(let elements) = value else {
            refuse(parameter.name, "must be an array, not \(value.kind)")
            return []
        }
        guard counts.contains(elements.count) else {
            refuse(
                parameter.name,
                "must have \(counts.lowerBound) to \(counts.upperBound) elements, has \(elements.count)")
            return []
        }
        return elements
    }
}
