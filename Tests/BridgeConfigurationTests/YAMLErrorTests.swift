import BridgeConfiguration
import Testing

@Suite struct YAMLErrors {
    @Test(
        "what is no plain YAML is refused with its line",
        arguments: [
            ("log: &a { level: info }", ["1: log: anchors (&name) are not supported"]),
            (
                "log:\n  level: *a",
                [
                    "2: log.level: aliases (*name) are not supported; if a * is meant, write it in quotes"
                ]
            ),
            ("log:\n  level: !!str info", ["2: log.level: tags (!name) are not supported"]),
            ("log: !x\n  level: info", ["1: log: tags (!name) are not supported"]),
            (
                "data_dir: a\n---\ndata_dir: b\n",
                ["2: yaml: a second document begins here; the file must be one document"]
            ),
            (
                "data_dir: a\ndata_dir: b\ndata_dir: c\n",
                [
                    "2: data_dir: is given twice, the first time in line 1",
                    "3: data_dir: is given twice, the first time in line 1",
                ]
            ),
            ("? [a, b]\n: c\ndata_dir: x", ["1: yaml: a key must be a plain name"]),
            (
                "log:\n\tlevel: info",
                [
                    "2: yaml: found character that cannot start any token while scanning for the next token;"
                        + " indent with spaces, not with tabs"
                ]
            ),
            (
                "data_dir: x\nlog: { level: ${LEVEL} }",
                [
                    "2: yaml: did not find expected ',' or '}' while parsing a flow mapping;"
                        + " inside { } and [ ] write \"${NAME}\" in quotes"
                ]
            ),
            (
                "tenants:\n  - id: a\n    endpoints:\n      - event_types: [*]\n",
                [
                    "4: yaml: did not find expected alphabetic or numeric character while scanning an alias;"
                        + " write \"*\" in quotes"
                ]
            ),
            (
                "log:\n  level: info\n data_dir: x\n",
                ["3: yaml: did not find expected key while parsing a block mapping that begins in line 1"]
            ),
        ])
    func refused(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test("bytes that are not UTF-8 are refused with their line")
    func notUTF8() {
        let text = Array("data_dir: a\nlog:\n  level: ".utf8) + [0xff, 0x0a]
        guard case .failure(let errors) = ConfigurationReader.read(text, fileName: "c.yaml", environment: [:])
        else {
            Issue.record("was read")
            return
        }
        #expect(errors.lines == ["c.yaml:3: yaml: invalid leading UTF-8 octet; the file must be UTF-8 text"])
    }

    @Test("a NUL byte is refused and ends nothing early")
    func controlCharacter() {
        #expect(
            errors("data_dir: a\u{0}\nnonsense: 1") == [
                "1: yaml: control characters are not allowed; the file must be UTF-8 text"
            ])
    }

    @Test("16 nested lists are read and 17 are refused")
    func depth() {
        func nested(_ depth: Int) -> String {
            // The file's mapping is the first level.
            "x: " + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
        }
        #expect(errors(nested(16)).map { $0.prefix(18) } == ["1: x: is not known;"[...].prefix(18)])
        #expect(
            errors(nested(17)).map { $0.hasSuffix("must not stand more than 16 deep") } == [true])
    }

    @Test("a file of 1 MiB is read and one byte more is refused")
    func size() {
        let comment = "#" + String(repeating: "x", count: (16 << 20) - 1)
        #expect(errors(comment) == [])
        #expect(errors(comment + "x") == ["1: yaml: the file must not be longer than 16MiB"])
    }

    @Test(
        "a file that says nothing gives the defaults",
        arguments: [
            "", "\n\n", "# only a comment\n", "---\n", "{}", "~", "\u{feff}", "\u{feff}log: {}\r\n",
            "log:\ntenants:\n",
        ])
    func empty(text: String) {
        #expect(read(text) == .success(.defaults))
    }
}
