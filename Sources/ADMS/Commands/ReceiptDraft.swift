import BridgeCore

/// A result while its fields are being read.
struct ReceiptDraft {
    /// Bytes of an id, fields beside the usual ones, and bytes of output kept, at most.
    static let maximumID = 64
    static let maximumDetails = 32
    static let maximumValue = 4096
    static let maximumContent = 64 * 1024

    /// Where its text begins.
    let start: Int
    private let id: ArraySlice<UInt8>
    private var returned: ArraySlice<UInt8>?
    private var verb: ArraySlice<UInt8> = []
    private var details = JSONObject()
    private var options: JSONObject?

    init(start: Int, id: ArraySlice<UInt8>) {
        self.start = start
        self.id = id.prefix { $0 != ASCII.space && $0 != ASCII.tab }
    }

    /// Whether options follow on the next lines.
    var awaitsOptions: Bool { verb.spells("info") && options == nil }

    /// A field that belongs to the result; `false` where there is no room for it.
    mutating func take(_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Bool {
        if key.spells("return") {
            returned = returned ?? value
        } else if key.spells("cmd") {
            verb = value
        } else if key.spells("filename") {
            details["file_name"] = .string(value.cut(to: Self.maximumValue).text)
        } else if !key.spells("sn") {
            guard details.members.count < Self.maximumDetails, value.count <= Self.maximumValue,
                1...Self.maximumID ~= key.count
            else { return false }
            details[key.text] = .string(Withholding.isSecret(key: key) ? "***" : value.text)
        }
        return true
    }

    /// The options of an INFO, in the order of their names. A `Return` among them is the result's own, where
    /// that had none.
    mutating func take(_ read: [String: String]) {
        var object = options ?? JSONObject()
        for (name, value) in read.sorted(by: { $0.key < $1.key }) {
            if returned == nil, name == "Return" {
                returned = Array(value.utf8)[...]
            } else {
                object[name] = .string(value)
            }
        }
        options = object
    }

    /// The output of a file command. Up to 64 KiB are kept, text as it is and all else in base64; of more it says how
    /// long it was, and that it is left out.
    mutating func take(content: ArraySlice<UInt8>) {
        details["content_bytes"] = .integer(Int64(content.count))
        guard content.count <= Self.maximumContent else {
            details["content_omitted"] = .string("longer than \(Self.maximumContent) bytes")
            return
        }
        if !content.contains(ASCII.nul), let text = String(validating: content, as: UTF8.self) {
            details["content"] = .string(text)
        } else {
            details["content_base64"] = .string(Base64Text.encode(Array(content)))
        }
    }

    /// How many punches a span has, in any of the ways it is told: `AttlogSum=12` as a field, or
    /// `CMD=VERIFY SUM ATTLOG … AttlogCount=12` in old firmware (protocol section 6.2).
    private var punchCount: Int? {
        guard verb.begins("verify sum") else { return nil }
        for key in ["attlogsum", "attlogcount"] {
            for (name, value) in details.members where Array(name.utf8)[...].spells(key) {
                if case .string(let text) = value { return Array(text.utf8)[...].trimmed.wholeNumber }
            }
            guard let place = verb.place(of: key + "=") else { continue }
            return verb[(place + key.utf8.count + 1)...].prefix(while: \.isDigit).wholeNumber
        }
        return nil
    }

    /// The receipt.
    func finished() throws(RowRejection) -> CommandReceipt {
        guard 1...Self.maximumID ~= id.count, !id.contains(where: \.isControl) else {
            throw RowRejection("ID", id, "must be 1 to \(Self.maximumID) characters long")
        }
        guard let returned else { throw RowRejection("the result of command \(quoted(id)) has no Return") }
        guard let code = returned.trimmed.wholeNumber else {
            throw RowRejection("Return", returned, "must be a whole number of at most 9 digits")
        }
        var result = options ?? details
        if let punchCount { result["count"] = .integer(Int64(punchCount)) }
        return CommandReceipt(
            number: number, id: id.text, returnCode: code, meaning: ReturnCode.meaning(code, of: verb.text),
            result: result.isEmpty ? nil : .object(result), reportsOptions: options != nil,
            isEnrolment: verb.begins("enroll"))
    }

    /// Ours are decimal, from 1, of at most 16 digits and without leading zeros.
    private var number: CommandNumber? {
        guard 1...16 ~= id.count, id.allSatisfy(\.isDigit), id.first != ASCII.zero else { return nil }
        return Int64(id.text).map { CommandNumber($0) }
    }
}
