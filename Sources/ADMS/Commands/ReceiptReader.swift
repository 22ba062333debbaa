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
}
