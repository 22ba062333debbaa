import BridgeCore

/// What a terminal's return codes mean (protocol section 13.6, attendance; the push SDK 3.2 manual where that
/// says more).
package enum ReturnCode {
    /// The code in words; `nil` for 0 and for positive ones, which count bytes or records.
    package static func meaning(_ code: Int) -> String? {
        guard code < 0 else { return nil }
        return errors[code] ?? "the terminal refused with a code the manuals do not list"
    }

    /// The code in words, where it answers a command whose verb is echoed; positive ones say how an enrolment went.
    ///
    /// - Parameter verb: What the terminal repeated of the command, e.g. `DATA UPDATE`, `ENROLL_FP`; may be empty.
    package static func meaning(_ code: Int, of verb: String) -> String? {
        let verb = verb.uppercased()
        guard code > 0, verb.hasPrefix("ENROLL") else { return meaning(code) }
        return EnrolmentCode.meaning(code, isCard: verb.hasPrefix("ENROLL_MF"))
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
        -629: "the terminal does not know this table: it may speak the access-control dialect",
        -1001: "the terminal's capacity is used up, or it does not take a picture of this size",
        -1002: "the terminal does not support this",
        -1003: "the terminal gave up waiting",
        -1004: "does not agree with the terminal's configuration, or is in another dialect than it speaks",
        -1005: "the terminal is busy",
        -1006: "the data is too long",
        -1007: "the terminal ran out of memory",
        -1008: "the terminal could not download the file",
    ]
}
