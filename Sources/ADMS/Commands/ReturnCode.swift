/// What a terminal's return codes mean (protocol section 13.6, attendance; the push SDK 3.2 manual where that
/// says more).
package enum ReturnCode {
    /// The code in words; `nil` for 0 and for positive ones, which count bytes or records.
    package static func meaning(_ code: Int) -> String? {
        guard code < 0 else { return nil }
        return errors[code] ?? "the terminal refused with a code the manuals do not list"
    }

    /// What a positive code means in the answer to an enrolment: it says how that went.
    static func meaning(_ code: Int, ofEnrolment: Void) -> String? {
        code > 0
            ? enrolments[code] ?? "the enrolment ended with a code the manuals do not list" : meaning(code)
    }

    private static let errors = [
        -1: "a parameter is wrong",
        -2: "the operation is wrong, or a photo's size does not match its data",
        -3: "the terminal could not read or write its data",
        -4: "there is no such data",
        -5: "the terminal has no space left",
        -6: "a value is invalid",
        -9: "the template's size does not match its data",
        -10: "the terminal knows no person with this pin",
        -11: "the template's format is wrong",
        -12: "the template is invalid",
        -22: "the terminal does not know this command",
        -30: "the template is for another version of the algorithm",
        -1001: "the terminal's capacity is used up, or it does not take a picture of this size",
        -1002: "the terminal does not support this",
        -1003: "the terminal gave up waiting",
        -1004: "does not agree with the terminal's configuration, or is in another dialect than it speaks",
        -1005: "the terminal is busy",
        -1006: "the data is too long",
        -1007: "the terminal ran out of memory",
        -1008: "the terminal could not download the file",
    ]

    private static let enrolments = [
        2: "this fingerprint place is taken already",
        4: "the enrolment failed",
        5: "this fingerprint is enrolled already",
        6: "the enrolment was cancelled",
        7: "the terminal is busy",
    ]
}
