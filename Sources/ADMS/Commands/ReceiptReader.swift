package import BridgeCore

/// Reads what terminals post to devicecmd: the answers to one or several commands (protocol section 6.2).
///
/// `ID=5&Return=0&CMD=DATA`, a result per line, or a result over several lines (`ID=5`, `Return=0`, …), or
/// both in one body; `SN=` anywhere; the query of a URL too. After `CMD=INFO` lines of options follow up to
/// the next line that begins `ID=`; after `Content=` everything to the end is the output of a file command.
package enum ReceiptReader {
    /// Results and lines set aside at most; terminals get 200 commands at once at most.
    static let maximumResults = 1000
    /// Options of all INFO answers in a body at most.
    static let maximumOptions = 5000

    /// What the body says; text that is no result, or a result without a number to its `Return`, is set
    /// aside.
    package static func read(
        _ body: [UInt8]
    ) -> (receipts: [CommandReceipt], rejects: [RejectedLine]) {
        var walk = ReceiptWalk(body)
        walk.run()
        return (walk.receipts, walk.rejects)
    }

    /// The same where a terminal may say it in the URL's query instead, decoded: only a query that has both `ID` and
    /// `Return` is a result, and only one whose body has none.
    package static func read(
        _ body: [UInt8], query: [(name: String, value: String)]
    ) -> (receipts: [CommandReceipt], rejects: [RejectedLine]) {
        let said = read(body)
        let names = query.map { Array($0.name.utf8)[...] }
        guard said.receipts.isEmpty, let first = names.firstIndex(where: { $0.spells("id") }),
            names.contains(where: { $0.spells("return") })
        else { return said }
        // `ID` begins a result, wherever it stood. What separates fields here was part of a value there.
        let others = query.enumerated().filter { $0.offset != first }.map(\.element)
        let fields = ([query[first]] + others).map { field in
            (field.name + "=" + field.value).utf8.map { byte in
                byte == ASCII.ampersand || byte.isLineEnd || byte == ASCII.nul ? ASCII.space : byte
            }
        }
        let result = read(Array(fields.joined(separator: [ASCII.ampersand])))
        return (result.receipts, said.rejects + result.rejects)
    }
}
