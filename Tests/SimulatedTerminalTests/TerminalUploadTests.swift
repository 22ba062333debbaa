import BridgeCore
import SimulatedTerminal
import Testing

@Suite struct TerminalUploadTests {
    @Test("only a coming or going counts as a punch, not its photo and no other table")
    func punches() {
        let punch = TerminalUpload.punch("42\t2026-11-21 08:05:09\t0\t1\n", at: Samples.time, story: "punch")
        #expect(punch.isPunch)
        #expect(!TerminalUpload.photo(of: Samples.punch).isPunch)
        #expect(!TerminalUpload.rows("a=b\n", table: "options", at: Samples.time).isPunch)
    }

    @Test("an upload says what it is")
    func stories() {
        #expect(TerminalUpload.rows("a=b\n", table: "options", at: Samples.time).story == "options sent")
        #expect(TerminalUpload.photo(of: Samples.punch).story == "photo sent")
    }
}
