/// What an upload's body holds, which decides who reads it.
package enum UploadKind: Sendable, Equatable {
    /// Rows of a table: `UploadReader.next(limit:)`.
    case records
    /// The terminal's options: `OptionsText.read`.
    case options
    /// Answers to commands, sent to cdata without a table by some firmware (protocol section 6.2):
    /// `ReceiptReader.read`.
    case receipts
}
