import ADMS
import Testing

struct OptionsTextTests {
    @Test(
        "options are cut only at a comma that key= follows, and at line ends",
        arguments: [
            ("A=1,B=2\n", ["A": "1", "B": "2"]),
            ("~Vendor=ACME CO., LTD.,Next=x", ["~Vendor": "ACME CO., LTD.", "Next": "x"]),
            ("Empty=,~Other=,Last=", ["Empty": "", "~Other": "", "Last": ""]),
            ("A=1\r\nB=2\nC=3,D=4", ["A": "1", "B": "2", "C": "3", "D": "4"]),
            ("A=1=2,B==3", ["A": "1=2", "B": "=3"]),
            ("A=1,2,3,B=a,b", ["A": "1,2,3", "B": "a,b"]),
            ("\u{feff}A=1,A=2\0", ["A": "2"]),
            ("A=x,,B=1", ["A": "x,", "B": "1"]),
            ("", [:]), (",,\n\n", [:]), ("=1", [:]),
        ])
    func pieces(text: String, options: [String: String]) {
        #expect(OptionsText.read(Array(text.utf8)) == options)
    }

    @Test("keys to log in with are not shown")
    func secrets() {
        let options = OptionsText.read(Array("PushComKey=88,AdminPasswd=12,ComKey=,PhotoFunOn=1".utf8))
        #expect(options == ["PushComKey": "***", "AdminPasswd": "***", "ComKey": "", "PhotoFunOn": "1"])
    }

    @Test("what breaks a limit is dropped and counted, the rest kept")
    func limits() {
        let many = (1...1001).map { "K\($0)=v" }.joined(separator: ",")
        #expect(OptionsText.reading(Array(many.utf8)[...]).options.count == 1000)
        #expect(OptionsText.reading(Array(many.utf8)[...]).dropped == 1)
        let long =
            "A=" + String(repeating: "x", count: 4097) + "\n" + String(repeating: "k", count: 65)
            + "=1\nstray\nB=2"
        let reading = OptionsText.reading(Array(long.utf8)[...])
        #expect(reading.options == ["B": "2"])
        #expect(reading.dropped == 3)
    }

    @Test("bytes that are not UTF-8 show as U+FFFD and lose nothing else")
    func notUTF8() {
        #expect(OptionsText.read(Array("A=".utf8) + [0xc4, 0xfa] + Array(",B=1".utf8))["B"] == "1")
    }
}
