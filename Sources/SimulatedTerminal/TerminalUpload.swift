package import BridgeCore

/// Something a terminal has for its server, and keeps until the server has taken it.
package struct TerminalUpload: Sendable {
    /// What it is, as the beginning of the sentence "…, server says OK".
    package let story: String
    let content: Content

    enum Content: Sendable {
        /// With the time of the newest row.
        case rows(String, table: String, at: CivilTime)
        case photo(TerminalPunch)
    }

    /// Whether it is somebody's coming or going.
    package var isPunch: Bool {
        if case .rows(_, table: "ATTLOG", at: _) = content { true } else { false }
    }

    package static func punch(_ row: String, at time: CivilTime, story: String) -> TerminalUpload {
        TerminalUpload(story: story, content: .rows(row, table: "ATTLOG", at: time))
    }

    package static func rows(_ rows: String, table: String, at time: CivilTime) -> TerminalUpload {
        TerminalUpload(story: "\(table) sent", content: .rows(rows, table: table, at: time))
    }

    package static func photo(of punch: TerminalPunch) -> TerminalUpload {
        TerminalUpload(story: "photo sent", content: .photo(punch))
    }
}
