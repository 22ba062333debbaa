package import BridgeCore

/// Reads an upload's body in slices, so that a 16 MiB body never becomes hundreds of MB of values at once.
///
/// Cannot fail: a line is a fact, or a `RejectedLine` with the reason.
package struct UploadReader: Sendable {
    /// Who reads the body. `next` gives nothing for options and receipts.
    package let kind: UploadKind
    /// Lines with anything in them read so far; a photo counts as one.
    package private(set) var lineCount = 0

    /// The table's name in upper case; empty where the terminal named none and the content tells nothing.
    package var tableName: String { table.name }

    private let table: DeviceTable
    private let decoder: RowDecoder
    private var lines: LineCursor
    private var rows: (any RowReader)?

    /// - Parameters:
    ///   - table: The query's `table`, in any case; where it is absent or empty a first line `TABLE=<name>`
    ///     decides, or what the content looks like.
    ///   - profile: What the terminal announced; decides whether its rows have mask and temperature, and the
    ///     version of its old templates.
    ///   - charset: What rows are read in that are not UTF-8: `Device.textCharset`.
    package init(table: String?, body: [UInt8], profile: DeviceProfile, charset: Charset?) {
        decoder = RowDecoder(charset: charset)
        lines = LineCursor(body)
        var table = table.flatMap { $0.isEmpty ? nil : TableCatalogue.table(named: $0) }
        if table == nil {
            let finding = ContentSniffer.look(at: body)
            table = finding.table
            if finding.namesTable { _ = lines.next() }
        }
        self.table = PackedUpload.table(for: table ?? TableCatalogue.nameless, body: body)
        switch self.table.content {
        case .rows(let reader):
            kind = .records
            rows = reader(profile, decoder)
        case .whole: kind = .records
        case .options: kind = .options
        case .receipts: kind = .receipts
        }
    }

    /// What to answer once everything read is stored: `OK: <lines>` or `OK`, ended by LF (protocol section
    /// 3.1). Valid after the end; never `OK: 0`.
    package var acknowledgement: String {
        switch table.acknowledgement {
        case .lineCount where lineCount > 0: "OK: \(lineCount)\n"
        case .lineCount, .bare: "OK\n"
        }
    }

    /// What the next lines say, at most `limit` of them (and at least one); `nil` at the end.
    package mutating func next(limit: Int) -> UploadSlice? {
        guard kind == .records else { return nil }
        var slice = UploadSlice()
        var count = 0
        while count < max(1, limit), let line = lines.next() {
            count += 1
            read(line, into: &slice)
        }
        lineCount += count
        return count > 0 ? slice : nil
    }

    private mutating func read(_ line: Range<Int>, into slice: inout UploadSlice) {
        switch table.content {
        case .rows: readRow(line, into: &slice)
        case .whole(let read):
            let rest = lines.rest()
            switch read(lines.body[line.lowerBound..<rest.upperBound], decoder) {
            case .fact(let fact): slice.facts.append(fact)
            case .rejected(let reject): slice.rejects.append(reject)
            }
        case .options, .receipts: break
        }
    }

    private mutating func readRow(_ line: Range<Int>, into slice: inout UploadSlice) {
        let row = lines.body[line]
        do throws(RowRejection) {
            if let fact = try rows?.read(row) { slice.facts.append(fact) }
        } catch {
            var (text, withheld): (ArraySlice<UInt8>, ArraySlice<UInt8>) = (row, [])
            // Binary follows a NUL in what we do not know, line ends in it mean nothing, and it may be a photo.
            if error.isForeign, let nul = row.firstIndex(of: ASCII.nul) {
                text = row[..<nul]
                withheld = lines.body[nul..<lines.rest().upperBound]
            }
            slice.rejects.append(
                RejectedLine(table: table.name, of: text, withheld: withheld, because: error.reason))
        }
    }
}
