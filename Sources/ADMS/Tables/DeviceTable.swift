import BridgeCore

/// A table terminals upload: its name, how its rows are read, how the upload is acknowledged.
struct DeviceTable: Sendable {
    /// Upper case, as in `table=`; empty where the terminal named none.
    let name: String
    let acknowledgement: Acknowledgement
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
        /// Line by line, by a reader made for a terminal's profile and its characters.
        case rows(@Sendable (DeviceProfile, RowDecoder) -> any RowReader)
        /// All at once, as one line.
        case whole(@Sendable (ArraySlice<UInt8>, RowDecoder) -> WholeReading)
        /// Not here but by `OptionsText`.
        case options
        /// Not here but by `ReceiptReader`.
        case receipts
    }

    /// What a body that is no rows says.
    enum WholeReading {
        case fact(Fact)
        case rejected(RejectedLine)
    }

    init(_ name: String, acknowledgement: Acknowledgement = .lineCount, content: Content) {
        self.name = name
        self.acknowledgement = acknowledgement
        self.content = content
    }

    /// A table of records that name their kind.
    ///
    /// - Parameters:
    ///   - assumed: What its rows are that do not.
    ///   - strangeness: Why that cannot be told, in words, where the table is none we know.
    static func records(
        _ name: String, _ assumed: RecordKind? = nil, strangeness: String? = nil,
        acknowledgement: Acknowledgement = .lineCount
    ) -> DeviceTable {
        DeviceTable(
            name, acknowledgement: acknowledgement,
            content: .rows { profile, decoder in
                RecordRows(
                    assumed: assumed, strangeness: strangeness, versions: TemplateVersions(profile),
                    decoder: decoder)
            })
    }
}
