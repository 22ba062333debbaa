import ADMS
import BridgeCore

extension Schema {
    static let reuploadOrder = Schema.object(
        .required(
            "table", .text(.stampedTable), "One of \(HandshakeReply.stampedTables.joined(separator: ", ")).")
    ).named("ReuploadOrder")

    static let reupload = Schema.report(
        .required("device", .text(.serial)), .required("table", .words),
        .required("command_id", .text(.command), "The command that has the terminal look.")
    ).named("Reupload")

    static let diagnosis = Schema.report(
        .required("device", .text(.serial)),
        .required("status", .deviceStatus),
        .required(
            "findings",
            .list(
                of: .report(
                    .required("code", .words), .required("severity", .words), .required("message", .words)))),
        .required("facts", diagnosisFacts)
    ).named("Diagnosis")

    static let deviceStatus = Schema.choice(["online", "offline", "never_seen"])

    private static let diagnosisFacts = Schema.report(
        .required("last_seen", .instant.orNull),
        .required("address", .words.orNull),
        .required("last_handshake", .instant.orNull),
        .required("dialect", .words),
        .required("push_version", .words.orNull),
        .required("firmware", .words.orNull),
        .required("language", .integer.orNull),
        .required("charset", .words.orNull),
        .required("time_zone", .words),
        .required("clock_drift_seconds", .integer.orNull),
        .required("option_block", .list(of: .words), "What it would be told in a handshake now."),
        .required("stamps", .map(of: .words)),
        .required(
            "uploads",
            .map(
                of: .report(
                    .required("last_upload", .instant.orNull), .required("lines", .count),
                    .required("rejected", .count)))))
}

extension TextRule {
    /// A table that terminals resume by a stamp, in either case.
    fileprivate static let stampedTable = TextRule(
        says: "one of \(HandshakeReply.stampedTables.joined(separator: ", "))", lengths: 1...32,
        holds: { HandshakeReply.stampedTables.contains($0.uppercased()) })
}
