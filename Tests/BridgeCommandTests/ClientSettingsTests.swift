import Testing

@testable import BridgeCommand

@Suite struct ClientSettingsTests {
    private func server(option: String? = nil, variable: String?) throws -> String? {
        var arguments = ParsedArguments()
        if let option { arguments.add(option, for: ClientOptions.server.description) }
        return try ClientSettings(arguments, variable.map { ["ADMS_BRIDGE_SERVER": $0] } ?? [:])
            .value(ClientOptions.server)
    }

    @Test("an option goes before its variable, and an empty variable is none")
    func order() throws {
        #expect(try server(option: "http://a", variable: "http://b") == "http://a")
        #expect(try server(variable: "http://b") == "http://b")
        #expect(try server(variable: "") == nil)
        #expect(try server(variable: nil) == nil)
    }

    @Test("a variable is judged as the option is")
    func judged() {
        #expect(throws: ClientError.self) { try server(variable: "localhost:8080") }
    }
}
