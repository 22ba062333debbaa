import BridgeCore
import Testing

@testable import BridgeCommand

@Suite struct ClientTableTests {
    @Test(
        "a text is as wide as a screen shows it",
        arguments: [
            ("Ann", 3), ("王秀英", 6), ("e\u{301}", 1), ("สมหญิง", 5), ("カード", 6), ("한국", 4), ("", 0), ("ＡＢ", 4),
        ])
    func width(text: String, columns: Int) {
        #expect(ScreenWidth.of(text) == columns)
    }

    @Test("columns line up under wide characters")
    func columns() {
        var widths: [Int] = []
        let rows: [JSONObject] = [["name": "王秀英", "pin": "1"], ["name": "Ann", "pin": "2"]]
        let text = ClientTable.text(of: rows, columns: ["name", "pin"], widths: &widths)
        #expect(text == "NAME    PIN\n王秀英  1\nAnn     2\n")
    }

    @Test("rows that come later are aligned with those before, without heads of their own")
    func later() {
        var widths: [Int] = []
        _ = ClientTable.text(of: [["a": "long", "b": 1]], columns: ["a", "b"], widths: &widths)
        #expect(
            ClientTable.text(of: [["a": "x", "b": 2]], columns: ["a", "b"], widths: &widths) == "x     2\n")
    }

    @Test("a cell cannot end its line")
    func oneLine() {
        var widths: [Int] = []
        let text = ClientTable.text(of: [["a": "x\ny\u{1b}[31m"]], columns: ["a"], widths: &widths)
        #expect(text == "A\nx\\ny\\u{1b}[31m\n")
        #expect(ClientTable.text(of: ["a\nb": "c\rd"]) == "a\\nb: c\\rd\n")
    }
}
