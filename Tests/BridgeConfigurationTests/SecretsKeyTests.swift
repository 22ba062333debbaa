import BridgeConfiguration
import Testing

@Suite struct KeyOfStoredSecrets {
    private static let bytes = (0..<32).map { UInt8($0 * 8) }
    private static let hex = "0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8"
    private static let base64 = "AAgQGCAoMDhASFBYYGhweICIkJigqLC4wMjQ2ODo8Pg="

    @Test(
        "32 bytes are read from hexadecimal digits and from base64",
        arguments: [hex, hex.uppercased(), base64, String(base64.dropLast())])
    func read(text: String) throws {
        #expect(try BridgeConfigurationTests.read("secrets_key: \"\(text)\"").get().secretsKey == Self.bytes)
        #expect(
            try BridgeConfigurationTests.read("", ["ADMS_BRIDGE_SECRETS_KEY": text]).get().secretsKey
                == Self.bytes)
    }

    @Test("the file goes before the environment, an empty variable counts as none, and there may be no key")
    func order() throws {
        let other = String(repeating: "ab", count: 32)
        let configuration = try BridgeConfigurationTests.read(
            "secrets_key: \(Self.base64)", ["ADMS_BRIDGE_SECRETS_KEY": other]
        ).get()
        #expect(configuration.secretsKey == Self.bytes)
        #expect(
            try BridgeConfigurationTests.read("", ["ADMS_BRIDGE_SECRETS_KEY": ""]).get().secretsKey == nil)
        #expect(try BridgeConfigurationTests.read("").get().secretsKey == nil)
    }

    @Test(
        "anything but 32 bytes is refused and not shown",
        arguments: [
            "hunter2", String(hex.dropLast(2)), String(hex.dropLast()) + "g", hex + "00",
            "+" + hex.dropLast(),
            "AAgQGCAoMDhASFBYYGhweICIkJigqLC4wMjQ2ODo8A==", base64 + "AAAA", " " + hex,
            String(repeating: "٣", count: 64),
        ])
    func refused(text: String) {
        let rule = "must be 32 bytes as 64 hexadecimal digits or as base64"
        #expect(errors("secrets_key: \"\(text)\"") == ["1: secrets_key: \(rule)"])
        #expect(
            errors("", ["ADMS_BRIDGE_SECRETS_KEY": text]) == [
                "1: secrets_key: comes from the environment variable ADMS_BRIDGE_SECRETS_KEY and \(rule)"
            ])
    }

    @Test("a list is no key")
    func list() {
        #expect(errors("secrets_key: [x]") == ["1: secrets_key: must be a single value, not a list"])
    }
}
