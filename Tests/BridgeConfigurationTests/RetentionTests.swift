import BridgeConfiguration
import Testing

@Suite struct RetentionOfTheFile {
    @Test(
        "how long events wait for an endpoint is a duration or never",
        arguments: [
            ("", nil), ("retention: { max_backlog_age: never }", nil),
            ("retention: { max_backlog_age: }", nil),
            ("retention: { max_backlog_age: 7d }", .seconds(7 * 86400)),
            ("retention: { max_backlog_age: 3650d }", .seconds(3650 * 86400)),
        ] as [(String, Duration?)])
    func backlog(text: String, expected: Duration?) throws {
        #expect(try read(text).get().retention.maxBacklogAge == expected)
    }

    @Test(
        "room on the disk is a size, and 0 turns its watch off",
        arguments: [
            ("", 64 << 20), ("retention: { min_free_disk: 0 }", 0),
            ("retention: { min_free_disk: 1024GiB }", 1 << 40),
        ])
    func freeDisk(text: String, expected: Int) throws {
        #expect(try read(text).get().retention.minimumFreeDisk == expected)
    }

    @Test(
        "who asks for agreement is the name of a host",
        arguments: ["adms-bridge", "hooks.example.com", "a", "4.example", String(repeating: "a", count: 63)])
    func origin(name: String) throws {
        #expect(try read("delivery: { origin: \"\(name)\" }").get().delivery.origin == name)
    }

    @Test(
        "what is no host's name is refused",
        arguments: [
            "", "-a", "a-", "a..b", ".a", "a.", "a b", "a:443", "ä.example", "*",
            String(repeating: "a", count: 64), String(repeating: "abc.", count: 63) + "ab",
        ])
    func badOrigin(name: String) {
        #expect(errors("delivery: { origin: \"\(name)\" }").count == 1)
    }
}
