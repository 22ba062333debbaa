/// A terminal's answer to one command (protocol section 6.2).
package struct CommandReceipt: Sendable, Equatable {
    /// The number it answers to; `nil` where the id is none we could have given.
    package let number: CommandNumber?
    /// The id as it came.
    package let id: String
    package let returnCode: Int
    /// The code in words, by the terminal's dialect; `nil` for plain success.
    package let meaning: String?
    /// What came along: options of INFO, the output of a file command.
    package let result: JSON?
    /// Whether `result` is the terminal's options, to be remembered of it.
    package let reportsOptions: Bool
    /// Whether the code says that it was done. Negative codes are errors; zero and counts are success (protocol
    /// section 6.2), but for an enrolment, which names its failures by positive codes.
    package let isSuccess: Bool

    package init(
        number: CommandNumber?, id: String, returnCode: Int, meaning: String?, result: JSON? = nil,
        reportsOptions: Bool = false, isEnrolment: Bool = false
    ) {
        self.number = number
        self.id = id
        self.returnCode = returnCode
        self.meaning = meaning
        self.result = result
        self.reportsOptions = reportsOptions
        isSuccess = returnCode == 0 || returnCode > 0 && !isEnrolment
    }
}
