import Testing

/// Whether the tests would see what they look for.
@Suite struct SourceFileTests {
    private func file(_ lines: String...) -> SourceFile { SourceFile(path: "A/B.swift", lines: lines) }

    @Test("imports are seen in every form")
    func imports() {
        let file = file(
            "package import BridgeCore", "@preconcurrency import Glibc", "import struct Foundation.URL",
            "// import CSQLite", "let text = \"import CCurl\"", "internal import Crypto")
        #expect(file.imports == ["BridgeCore", "Glibc", "Foundation", "Crypto"])
        #expect(file.target == "A")
    }

    @Test("comments and texts are not code")
    func code() {
        let file = file(
            "let a = try! x() // no", "/// fatalError", "let b = \"fatalError \\\" TODO\" + c",
            "let s = \"\"\"",
            "try! this", "\"\"\"", "let url = \"https://x\"; fatalError()")
        #expect(
            file.code == [
                "let a = try! x() ", "", "let b =  + c", "let s = ", "", "", "let url = ; fatalError()",
            ])
    }
}
