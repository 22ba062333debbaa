import BridgeCore

/// One pass over a devicecmd body, field by field.
struct ReceiptWalk {
    private(set) var receipts: [CommandReceipt] = []
    private(set) var rejects: [RejectedLine] = []

    private let body: [UInt8]
    private var place: Int
    private var draft: ReceiptDraft?
    private var optionsLeft = ReceiptReader.maximumOptions

    init(_ body: [UInt8]) {
        self.body = body
        place = body.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    mutating func run() {
        while place < body.count {
            if receipts.count + rejects.count >= ReceiptReader.maximumResults {
                finishDraft(at: place)
                return setAside(
                    body[place...].prefix { !$0.isLineEnd }, to: body.count,
                    because:
                        "more than \(ReceiptReader.maximumResults) results in one body; the rest was not read"
                )
            }
            readField()
        }
        finishDraft(at: body.count)
    }

    private mutating func readField() {
        let start = place
        var end = start
        while end < body.count, !isSeparator(body[end]) { end += 1 }
        place = end + 1
        let field = body[start..<end].trimmed
        guard !field.isEmpty else { return }
        guard let equals = field.firstIndex(of: ASCII.equals) else { return stray(from: start) }
        let (key, value) = (field[..<equals].trimmed, field[(equals + 1)...])
        if key.spells("id") {
            finishDraft(at: start)
            draft = ReceiptDraft(start: start, id: value.trimmed)
        } else if draft == nil {
            // In a URL's query these stand before the result.
            if !["sn", "comkey", "pushcommkey"].contains(where: key.spells) { stray(from: start) }
        } else if key.spells("content") {
            readContent(from: equals + 1)
        } else if draft?.take(key, value) == false {
            setAside(field, to: end, because: "the result has too many fields, or this one is too long")
        }
        if draft?.awaitsOptions == true, end >= body.count || body[end] != ASCII.ampersand { readOptions() }
    }

    /// Lines up to the next that begins `ID=`.
    private mutating func readOptions() {
        let start = min(place, body.count)
        var end = start
        while end < body.count, !body[end...].begins("id=") {
            while end < body.count, !body[end].isLineEnd { end += 1 }
            while end < body.count, body[end].isLineEnd { end += 1 }
        }
        place = end
        let reading = OptionsText.reading(
            body[start..<end], limit: min(optionsLeft, OptionsText.maximumCount))
        optionsLeft -= reading.options.count
        draft?.take(reading.options)
        guard reading.dropped > 0, let draft else { return }
        setAside(
            body[draft.start..<start], to: start,
            because: "\(reading.dropped) of its options were no name=value or went beyond what is kept")
    }

    private mutating func readContent(from start: Int) {
        draft?.take(content: body[start...])
        place = body.count
        finishDraft(at: start, withholdingTo: body.count)
    }

    /// Text that belongs to no result: the rest of its line.
    private mutating func stray(from start: Int) {
        finishDraft(at: start)
        let line = body[start...].prefix { !$0.isLineEnd && $0 != ASCII.nul }
        // What follows a NUL is binary; it may be a template or a photo.
        let isBinary =
            body[line.endIndex...].first == ASCII.nul && body[line.endIndex...].contains { $0 != 0 }
        place = isBinary ? body.count : line.endIndex
        setAside(line, to: place, because: "no result of a command: must begin with `ID=`")
    }

    /// - Parameters:
    ///   - end: Where the text of the result ends, or its output begins.
    ///   - rest: Where its output ends.
    private mutating func finishDraft(at end: Int, withholdingTo rest: Int = 0) {
        guard let draft else { return }
        self.draft = nil
        do throws(RowRejection) {
            receipts.append(try draft.finished())
        } catch {
            setAside(body[draft.start..<end], to: rest, because: error.reason)
        }
    }

    /// - Parameter end: Up to where bytes that are not shown follow the line.
    private mutating func setAside(_ line: ArraySlice<UInt8>, to end: Int, because reason: String) {
        rejects.append(
            RejectedLine(
                table: "devicecmd", of: line, withheld: body[line.endIndex..<max(line.endIndex, end)],
                because: reason))
    }

    /// NULs pad some bodies at the end.
    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == ASCII.ampersand || byte.isLineEnd || byte == ASCII.nul
    }
}
