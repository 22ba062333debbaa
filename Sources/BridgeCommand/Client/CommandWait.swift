import BridgeCore

/// `commands show` and `commands send` with `--wait`: follows a command to its end.
enum CommandWait {
    /// The API's longest wait in one request.
    private static let longest = Duration.seconds(60)

    @Sendable static func run(_ call: ClientCall) throws(ClientError) -> Int32 {
        var command = try call.send()
        guard let wait = call.arguments[Commands.wait] else {
            try call.show(command)
            return ExitCode.success
        }
        guard let id = ClientTable.text(command["id"]) else {
            throw ClientError(description: "the bridge's answer is no command")
        }
        let deadline = ContinuousClock.now + wait
        while !hasEnded(command) {
            // Each answer comes at the next change, which need not be the end.
            let left = min(longest, deadline - .now)
            guard left.milliseconds > 0 else { break }
            let target = "/v1/commands/\(ClientAction.escaped(id))?wait=\(left.milliseconds)ms"
            let answer = try call.patiently { () throws(ClientError) in
                try call.connection.send("GET", target, body: nil)
            }
            if let answer { command = answer }
        }
        try call.show(command)
        guard let problem = problem(of: command, after: wait) else { return ExitCode.success }
        throw ClientError(description: "\(id) \(problem)")
    }

    private static func status(_ command: JSONObject) -> CommandStatus? {
        ClientTable.text(command["status"]).flatMap(CommandStatus.init)
    }

    static func hasEnded(_ command: JSONObject) -> Bool { status(command)?.isFinal ?? false }

    /// Why a command has not done what it was for, as the end of the sentence "ID …"; `nil`: it has.
    static func problem(of command: JSONObject, after wait: Duration) -> String? {
        let reason = ClientTable.text(command["reason"]).map { ": " + VisibleText.of($0) } ?? ""
        switch status(command) {
        case .completed: return nil
        case .failed: return "failed\(reason)"
        case .expired: return "expired\(reason)"
        case .cancelled: return "was cancelled\(reason)"
        case .queued, .sent, nil:
            let state = ClientTable.text(command["status"]) ?? "under way"
            return "has not ended within \(DurationText.text(of: wait)): it is \(state)"
        }
    }
}
