import BridgeConfiguration
import Testing

@Suite struct EnvironmentVariables {
    @Test(
        "a variable is put where its name stands",
        arguments: [
            ("${DIR}", "/var/lib"), ("${DIR}/bridge", "/var/lib/bridge"), ("a${DIR}b${N_1}c", "a/var/libb7c"),
            ("\"${DIR}\"", "/var/lib"), ("'${DIR}'", "/var/lib"), ("$$", "$"), ("$${DIR}", "${DIR}"),
            ("$$${N_1}", "$7"), ("a$b", "a$b"), ("$", "$"), ("${TRICK}", "x\" # ${DIR}: [a"),
        ])
    func substituted(written: String, expected: String) throws {
        let environment = ["DIR": "/var/lib", "N_1": "7", "TRICK": "x\" # ${DIR}: [a"]
        let configuration = try read("data_dir: \(written)", environment).get()
        #expect(configuration.dataDirectory == expected)
    }

    @Test("a variable can be a number, a duration or an entry of a list")
    func typed() throws {
        let text = "api_listener: { port: \"${PORT}\" }\ndelivery:\n  retry_schedule: [\"${WAIT}\", 7s]"
        let configuration = try read(text, ["PORT": "9", "WAIT": "3s"]).get()
        #expect(configuration.apiListener.port == 9)
        #expect(configuration.delivery.retrySchedule == [.seconds(3), .seconds(7)])
    }

    @Test(
        "a variable that is missing or badly written is refused",
        arguments: [
            ("data_dir: ${GONE}", "1: data_dir: takes the environment variable GONE, which is not set"),
            (
                "\ntenants:\n  - id: a\n    name: ${GONE}",
                "4: tenants[0].name: takes the environment variable GONE, which is not set"
            ),
            (
                "data_dir: ${DIR",
                "1: data_dir: must have the name of an environment variable and \"}\" after \"${\";"
                    + " a literal \"${\" is written \"$${\""
            ),
            (
                "data_dir: ${DIR:-x}",
                "1: data_dir: must have the name of an environment variable and \"}\" after \"${\";"
                    + " a literal \"${\" is written \"$${\""
            ),
            (
                "data_dir: ${EMPTY}",
                "1: data_dir: must be 1 to 4096 bytes without control characters, is \"${EMPTY}\""
            ),
        ])
    func refused(text: String, error: String) {
        #expect(errors(text, ["EMPTY": ""]) == [error])
    }

    @Test("what a variable holds is not shown, even where it is no secret")
    func valueNotShown() {
        #expect(
            errors("log: { level: \"${PASSWORD}\" }", ["PASSWORD": "hunter2"]) == [
                "1: log.level: must be one of debug, info, warning, error, is \"${PASSWORD}\""
            ])
    }

    @Test("a variable cannot make a value grow without end")
    func bounded() {
        let text = "data_dir: " + String(repeating: "${BIG}", count: 100)
        #expect(
            errors(text, ["BIG": String(repeating: "x", count: 1000)]) == [
                "1: data_dir: must not be longer than 64KiB with its environment variables"
            ])
    }

    @Test("the admin key comes from the file before the environment, and from nowhere by default")
    func adminKey() throws {
        let variable = ["ADMS_BRIDGE_ADMIN_KEY": "from-the-environment"]
        let file = "admin: { key: from-the-file-here }"
        #expect(try read(file, variable).get().adminKey == "from-the-file-here")
        #expect(try read("", variable).get().adminKey == "from-the-environment")
        #expect(try read("admin: { key: }", variable).get().adminKey == "from-the-environment")
        #expect(try read("", ["ADMS_BRIDGE_ADMIN_KEY": ""]).get().adminKey == nil)
        #expect(try read("").get().adminKey == nil)
    }

    @Test("an admin key from the environment obeys the rule and is not shown")
    func badAdminKey() {
        #expect(
            errors("", ["ADMS_BRIDGE_ADMIN_KEY": "short"]) == [
                "1: admin.key: comes from the environment variable ADMS_BRIDGE_ADMIN_KEY and must be 16 to 256"
                    + " printable ASCII characters without spaces"
            ])
    }
}
