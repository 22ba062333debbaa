import BridgeCore
import Testing

@testable import BridgeCommand

@Suite struct ClientVerbTests {
    private func arguments(_ words: [String], _ options: [(Option<String?>, String)] = []) -> ParsedArguments
    {
        var arguments = ParsedArguments()
        for word in words { arguments.add(operand: word) }
        for (option, value) in options { arguments.add(value, for: option.description) }
        return arguments
    }

    @Test("an option of another action is refused with the actions it is for")
    func strangeOption() {
        let strange = arguments(["list"], [(Endpoints.since, "1")])
        let error = #expect(throws: ClientError.self) { try Endpoints.choose(strange) }
        #expect(error?.description == "--since is for replay")
        #expect(error?.isMisuse == true)
    }

    @Test("an empty operand is refused by its name")
    func emptyOperand() {
        let error = #expect(throws: ClientError.self) { try Devices.choose(arguments(["claim", "X", ""])) }
        #expect(error?.description == "NAME must not be empty")
    }

    @Test("a field of --data may repeat an operand and not contradict it")
    func contradiction() throws {
        let data = arguments([], [(ClientOptions.data, "{\"id\":\"a\",\"x\":1}")])
        #expect(try ClientOptions.fields(data, ("id", "a"), ("name", nil)) == ["id": "a", "x": 1])
        #expect(throws: ClientError.self) { try ClientOptions.fields(data, ("id", "b")) }
    }

    @Test(
        "only a completed command is a success",
        arguments: [
            ("completed", true, nil), ("failed", true, "failed: no_answer"),
            ("expired", true, "expired: no_answer"),
            ("cancelled", true, "was cancelled: no_answer"),
            ("sent", false, "has not ended within 30s: it is sent"),
        ])
    func ends(status: String, hasEnded: Bool, problem: String?) {
        let command: JSONObject = ["status": .string(status), "reason": "no_answer"]
        #expect(CommandWait.hasEnded(command) == hasEnded)
        #expect(CommandWait.problem(of: command, after: .seconds(30)) == problem)
    }
}
