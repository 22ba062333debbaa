import BridgeCore

/// `endpoints`: where a tenant's webhooks go.
enum Endpoints: ClientVerb {
    static let name = "endpoints"
    static let summary = "Lists, makes, changes and tests webhook endpoints, and delivers again"
    static let ownOptions = [since.description, only.description]

    static let since = Option.text(
        "since", "WHEN", "replay: a sequence number or a time like 2026-11-20T00:00:00Z")
    static let only = Option.text("only", "WHICH", "replay: all (the default), failed or missing")

    static let actions = [
        ClientAction(
            words: ["list"], summary: "the tenant's endpoints and how they fare", method: "GET",
            path: "/v1/endpoints",
            columns: ["id", "status", "undelivered", "waiting", "dead_letters", "last_error", "url"]),
        ClientAction(
            words: ["show", "ID"], summary: "one endpoint", method: "GET", path: "/v1/endpoints/{0}"),
        ClientAction(
            words: ["create", "URL"], summary: "a new endpoint, its secret shown once; --data for the rest",
            method: "POST", path: "/v1/endpoints", takes: [ClientOptions.data.description],
            body: { operands, arguments throws(ClientError) in
                try ClientOptions.fields(arguments, ("url", operands[0]))
            }),
        ClientAction(
            words: ["set", "ID"], summary: "changes what --data names", method: "PATCH",
            path: "/v1/endpoints/{0}", takes: [ClientOptions.data.description],
            body: { _, arguments throws(ClientError) in try ClientOptions.changes(arguments) }),
        ClientAction(
            words: ["delete", "ID"], summary: "removes it", method: "DELETE", path: "/v1/endpoints/{0}"),
        ClientAction(
            words: ["test", "ID"],
            summary: "sends a webhook.test now and shows what came of it; exit code 1 unless delivered",
            method: "POST", path: "/v1/endpoints/{0}/test", takes: [ClientOptions.data.description],
            body: { _, arguments throws(ClientError) in try ClientOptions.fields(arguments) }, run: test),
        ClientAction(
            words: ["rotate-secret", "ID"], summary: "a new secret; the old one signs on for 24h",
            method: "POST", path: "/v1/endpoints/{0}/rotate-secret", takes: [ClientOptions.data.description],
            body: { _, arguments throws(ClientError) in try ClientOptions.fields(arguments) }),
        ClientAction(
            words: ["secret", "ID"], summary: "shows the secret", method: "GET",
            path: "/v1/endpoints/{0}/secret"),
        ClientAction(
            words: ["replay", "ID"], summary: "delivers events again, from --since on", method: "POST",
            path: "/v1/endpoints/{0}/replay",
            takes: [ClientOptions.data.description, since.description, only.description], body: replay),
        ClientAction(
            words: ["dead-letters", "ID"], summary: "events whose attempts are exhausted", method: "GET",
            path: "/v1/endpoints/{0}/dead-letters",
            columns: ["event.sequence", "event.id", "event.type", "attempts", "error", "died_at"]),
        ClientAction(
            words: ["retry", "ID"], summary: "delivers its dead letters again", method: "POST",
            path: "/v1/endpoints/{0}/dead-letters/retry", takes: [ClientOptions.data.description],
            body: { _, arguments throws(ClientError) in try ClientOptions.fields(arguments) }),
    ]

    @Sendable private static func test(_ call: ClientCall) throws(ClientError) -> Int32 {
        let attempt = try call.send()
        try call.show(attempt)
        let outcome = ClientTable.text(attempt["outcome"]) ?? "unknown"
        guard outcome == "delivered" else {
            throw ClientError(description: "the webhook was not delivered: \(VisibleText.of(outcome))")
        }
        return ExitCode.success
    }

    @Sendable private static func replay(
        _ operands: [String], _ arguments: ParsedArguments
    ) throws(ClientError) -> JSONObject {
        var fields = try ClientOptions.fields(arguments)
        if let since = arguments[since] {
            fields["since"] = Int64(since).map(JSON.integer) ?? .string(since)
        }
        if let only = arguments[only] { fields["only"] = .string(only) }
        return fields
    }
}
