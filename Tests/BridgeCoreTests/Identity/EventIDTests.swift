import BridgeCore
import Crypto
import Testing

@Suite struct EventIDTests {
    @Test("the id is the first half of a SHA-256 over the framed parts")
    func isDigest() {
        let id = EventID(of: ["ab", "c"])
        let message: [UInt8] = [0, 0, 0, 2] + Array("ab".utf8) + [0, 0, 0, 1] + Array("c".utf8)
        #expect(id.bytes == Array(SHA256.digest(message).prefix(16)))
        // sha256("") = e3b0c442 98fc1c14 9afbf4c8 996fb924 …
        #expect(
            EventID(of: []).bytes
                == [
                    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
                    0x24,
                ])
        #expect(EventID(of: []).description == "evt_4oymiquy7qobjgx36tejs35zeq")
    }

    @Test("parts that run together to the same text give different ids")
    func isFramed() {
        let lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], []]
        #expect(Set(lists.map { EventID(of: $0) }).count == lists.count)
    }

    @Test("an id comes back from its text", arguments: 0..<50)
    func roundTrip(_ number: Int) throws {
        let id = EventID(of: [String(number)])
        #expect(id.description.utf8.count == 30)
        #expect(EventID(id.description) == id)
        #expect(EventID(bytes: id.bytes) == id)
    }

    @Test(
        "a text no id could have is refused",
        arguments: [
            "", "evt_", "4oymiquy7qobjgx36tejs35zeq", "evt_4oymiquy7qobjgx36tejs35ze",
            "evt_4oymiquy7qobjgx36tejs35zeqa", "evt_4OYMIQUY7QOBJGX36TEJS35ZEQ",
            "evt_4oymiquy7qobjgx36tejs35ze1", "evt_4oymiquy7qobjgx36tejs35zer",
            "cmd_4oymiquy7qobjgx36tejs35zeq",
        ])
    func refuses(_ text: String) {
        #expect(EventID(text) == nil)
    }

    @Test("only 16 bytes are an id", arguments: [0, 15, 17, 32])
    func bytes(_ count: Int) {
        #expect(EventID(bytes: Array(repeating: 1, count: count)) == nil)
    }
}
