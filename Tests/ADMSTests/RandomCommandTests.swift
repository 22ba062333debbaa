import ADMS
import BridgeCore
import Testing

/// Orders of chance: whatever is in them, they are refused by name or become one line.
struct RandomCommandTests {
    private static let addressees: [Addressee] = [
        .plain, .senseFace, .speedFace, .iFace, .clock, .first, .attendance(charset: .gb18030),
    ]

    private static let values: [JSON] = [
        nil, true, false, 0, 1, -1, 7, .integer(.max), .integer(.min), .number(1e300), .number(.nan), "", "0",
        "1", "31", "a b", "a\tb", "C:1:X\nC:2:Y", "\0", "0x1F", "[15CD5B07]", "QUJDRA==", "/9j/", "~OS",
        "face",
        "fingerprint", "visible_light_face", "unified", "legacy", "people", "everybody", "group", "replace",
        "users", "comparison", "2026-11-20", "2026-11-20T08:00:00", "08:00-17:30", "12-24", "Ünïcødé 山田 🙂",
        .string(String(repeating: "x", count: 5000)), [], [1, 2], [1, "x", nil], ["31", "32"], [:],
        ["content_base64": "QUJDRA=="], ["content_base64": 5, "size": "x"],
        [["modality": "face", "template": "QUJD"]], [["modality": "fingerprint", "template": "QUJD"], 5],
    ]

    @Test("orders of chance are refused by name, or become one line for every terminal", arguments: 0..<40)
    func orders(_ seed: UInt64) throws {
        var chance = Seeded(state: seed)
        for _ in 0..<100 {
            let type = CommandType.allCases.randomElement(using: &chance) ?? .raw
            var params = JSONObject()
            for parameter in type.parameters where parameter.isRequired || Bool.random(using: &chance) {
                params[parameter.name] = Self.values.randomElement(using: &chance)
            }
            let steps: [CommandStep]
            do {
                steps = try Command.steps(type: type, params: params)
            } catch {
                #expect(!error.errors.isEmpty)
                #expect(error.errors.allSatisfy { $0.field.hasPrefix("params.") && !$0.message.isEmpty })
                continue
            }
            for addressee in Self.addressees {
                let refusals = CommandText.refusals(of: steps, for: addressee)
                let lines = steps.compactMap {
                    try? CommandText.line(CommandNumber(7), $0.command, for: addressee)
                }
                #expect(!refusals.isEmpty || lines.count == steps.count)
                for line in lines {
                    #expect(line.starts(with: "C:7:".utf8))
                    #expect(line.last == 0x0a)
                    #expect(!line.dropLast().contains { $0 < 0x20 && $0 != 0x09 })
                }
            }
            for step in steps { #expect(CommandMask.masked(step.params).names == step.params.names) }
        }
    }
}
