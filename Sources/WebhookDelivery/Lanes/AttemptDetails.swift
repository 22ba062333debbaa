/// What people may see of an attempt beside how it ended (`AttemptRecord` says what each is).
package struct AttemptDetails: Sendable, Equatable {
    package var address: String?
    package var hint: String?
    package var answer: [UInt8] = []

    package init() {}

    package init(_ outcome: AttemptOutcome) {
        address = outcome.address
        hint = outcome.hint
        answer = outcome.answer?.body ?? []
    }
}
