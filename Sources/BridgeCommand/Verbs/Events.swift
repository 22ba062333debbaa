import BridgeCore

/// `events`: what happened.
enum Events: ClientVerb {
    static let name = "events"
    static let summary = "Reads the event log and delivers events again"
    static let ownOptions = [
        type.description, device.description, from.description, last.description, follow.description,
    ]

    static let type = Option.text("type", "TYPE", "list: events of this type or family, e.g. attendance.*")
    static let device = Option.text("device", "SERIAL", "list, rejects: of this terminal only")
    static let from = Option.text("after", "SEQUENCE", "list, rejects: after this sequence number")
    static let last = Option.value(
        "last", "N", rule: "a whole number from 1 to 1000000", default: nil,
        "list: the newest N, oldest of them first"
    ) { text in Int(text).flatMap { 1...1_000_000 ~= $0 ? $0 : nil }.map(Optional.some) }
    static let follow = Option.flag(
        "follow",
        "list: goes on with new ones as they come until interrupted; begins with the newest 10 "
            + "unless --last or --after says otherwise")

    static let actions = [
        ClientAction(
            words: ["list"], summary: "oldest first; --last N for the newest, --follow for those to come",
            method: "GET",
            path: "/v1/events",
            query: [("type", type), ("device", device), ("after", from)],
            takes: [last.description, follow.description],
            columns: ["sequence", "timestamp", "type", "device.serial", "data.pin", "id"], run: EventLog.list),
        ClientAction(
            words: ["rejects"], summary: "lines of terminals that could not be understood, oldest first",
            method: "GET", path: "/v1/rejects", query: [("device", device), ("after", from)],
            columns: ["sequence", "timestamp", "device.serial", "data.reason", "id"]),
        ClientAction(
            words: ["stats"], summary: "how much there is of what", method: "GET", path: "/v1/stats"),
        ClientAction(words: ["show", "ID"], summary: "one event", method: "GET", path: "/v1/events/{0}"),
        ClientAction(
            words: ["attempts", "ID"], summary: "every attempt to deliver it", method: "GET",
            path: "/v1/events/{0}/attempts",
            columns: ["endpoint", "number", "at", "outcome", "status", "duration_ms"], isPaged: false),
        ClientAction(
            words: ["redeliver", "ID"], summary: "to every endpoint that wants it", method: "POST",
            path: "/v1/events/{0}/redeliver", takes: [ClientOptions.data.description],
            body: { _, arguments throws(ClientError) in try ClientOptions.fields(arguments) }),
    ]
}
