/// What positive return codes say of an enrolment (protocol section 13.6): it failed, while other commands count bytes
/// or records by them.
package enum EnrolmentCode {
    /// A positive code in words.
    ///
    /// - Parameter isCard: Whether a card was to be enrolled, and not a finger, a face or a palm.
    package static func meaning(_ code: Int, isCard: Bool) -> String {
        (isCard ? cards : templates)[code] ?? "the enrolment ended with a code the manuals do not list"
    }

    private static let templates = [
        2: "the person has this fingerprint, face or palm already, and it was not to be overwritten",
        4: "the enrolment failed: the pictures were bad or did not agree",
        5: "somebody has the same fingerprint, face or palm",
        6: "the enrolment was cancelled at the terminal",
        7: "the terminal is busy",
    ]

    private static let cards = [
        4: "no card could be read in as many tries as were allowed",
        5: "no card was shown in time",
        6: "the enrolment was cancelled at the terminal",
        7: "the terminal is busy",
    ]
}
