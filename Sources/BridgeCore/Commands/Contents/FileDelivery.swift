/// A file that a terminal is to fetch.
package struct FileDelivery: Sendable, Equatable {
    /// `http://…`, or what the terminal puts behind `/iclock/` of its server: something in front of the bridge must
    /// serve it there, as the bridge has no files.
    package let url: String
    /// Where it goes; packed files are unpacked there. `nil`: where the terminal keeps such.
    package let path: String?
    package let purpose: Purpose

    package enum Purpose: Sendable, Equatable {
        /// It is kept.
        case keep
        /// It holds commands that add records.
        case append
        /// It holds commands that stand for a whole table: what the table had before is gone.
        case replace(table: Table, records: Int)
    }

    package enum Table: String, Sendable, CaseIterable {
        case users, fingerprints, faces
    }

    private enum Action: String, CaseIterable {
        case keep, append, replace
    }

    init?(_ fields: inout FieldReader) {
        let url = fields.fileURL()
        path = fields.path(required: false)
        let action = fields.choice("action", fallback: Action.keep) ?? .keep
        let table = fields.choice("table") as Table?
        let records = fields.integer("records", in: 0...10_000_000)
        switch action {
        case .keep: purpose = .keep
        case .append: purpose = .append
        case .replace:
            if table == nil { fields.refuse("table", "is required where the action is replace") }
            if records == nil { fields.refuse("records", "is required where the action is replace") }
            purpose = .replace(table: table ?? .users, records: records ?? 0)
        }
        if action != .replace, table != nil { fields.refuse("table", "must be left out beside this action") }
        if action != .replace, records != nil {
            fields.refuse("records", "must be left out beside this action")
        }
        guard let url else { return nil }
        self.url = url
    }
}

extension FieldReader {
    /// No comma, which separates what stands beside it.
    mutating func fileURL() -> String? {
        text(
            "url", required: true, maximum: 512,
            rule:
                "an http address, or a path behind /iclock/ that something in front of the bridge serves (the bridge "
                + "has no files), without spaces and commas"
        ) { !$0.contains(" ") && !$0.contains(",") }
    }

    mutating func path(required: Bool) -> String? { text("path", required: required, maximum: 256) }
}
