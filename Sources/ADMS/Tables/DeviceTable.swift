import BridgeCore

/// A table terminals upload: its name, how its rows are read, how the upload is acknowledged.
struct DeviceTable: Sendable {
    /// Upper case, as in `table=`; empty where the terminal named none.
    let name: String
    let acknowledgement: Acknowledgement
    /// The names that ask for this table's rows in `TransFlag` (protocol section 2.4).
    let transmissions: [String]
    let content: Content

    /// What the answer to an upload says (protocol section 3.1).
    enum Acknowledgement: Sendable {
        /// `OK: <lines>`: with a bare `OK` a gate sent the same 128 punches 220 times (TIMEB).
        case lineCount
        /// `OK`: with a count a SenseFace 2A sent its options for ever (SF2A).
        case bare
    }

    /// How the body is read.
    enum Content: Sendable {
        /// Line by line, by a reader made for a terminal's profile.
        case rows(@Sendable (DeviceProfile) -> any RowReader)
        /// All at once, as one line that is set aside.
        case whole(@Sendable (ArraySlice<UInt8>) -> RejectedLine)
        /// Line by line, each set aside for this reason.
        case unread(reason: String)
        /// Not here but by `OptionsText`.
        case options
        /// Not here but by `ReceiptReader`.
        case receipts
    }

    init(
        _ name: String, acknowledgement: Acknowledgement = .lineCount, transmissions: [String] = [],
        content: Content = .unread(reason: "table not understood yet")
    ) {
        self.name = name
        self.acknowledgement = acknowledgement
        self.transmissions = transmissions
        self.content = content
    }
}
