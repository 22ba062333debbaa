import ADMS
import Testing

struct ReturnCodeTests {
    @Test(
        "errors have words, success and counts have none",
        arguments: [(0, false), (12, false), (-1, true), (-1004, true), (-77, true)])
    func meaning(code: Int, hasWords: Bool) {
        #expect((ReturnCode.meaning(code) != nil) == hasWords)
    }

    @Test(
        "a positive code says how an enrolment went, by what was enrolled, and counts for all else",
        arguments: [
            (4, "ENROLL_FP", "the enrolment failed: the pictures were bad or did not agree"),
            (4, "enroll_bio", "the enrolment failed: the pictures were bad or did not agree"),
            (4, "ENROLL_MF", "no card could be read in as many tries as were allowed"),
            (9, "ENROLL_MF", "the enrolment ended with a code the manuals do not list"),
            (4, "PutFile", nil), (4, "", nil), (0, "ENROLL_FP", nil),
            (-1005, "ENROLL_FP", "the terminal is busy"),
        ] as [(Int, String, String?)])
    func enrolments(code: Int, verb: String, words: String?) {
        #expect(ReturnCode.meaning(code, of: verb) == words)
    }
}
