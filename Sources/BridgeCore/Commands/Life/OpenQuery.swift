/// A query that was handed to a terminal.
package struct OpenQuery: Sendable, Equatable {
    package let number: CommandNumber
    package let query: UploadQuery
    /// It looks up what a write did, so that all it brings is needed.
    package let isVerification: Bool
    /// What it looks up.
    package var proven: Command?

    package init(number: CommandNumber, query: UploadQuery, isVerification: Bool) {
        self.number = number
        self.query = query
        self.isVerification = isVerification
    }
}

/// A query whose uploads have come.
package struct AnsweredQuery: Sendable {
    package let number: CommandNumber
    package let serial: SerialNumber
    package let answer: QueryAnswer

    package init(number: CommandNumber, serial: SerialNumber, answer: QueryAnswer) {
        self.number = number
        self.serial = serial
        self.answer = answer
    }
}
