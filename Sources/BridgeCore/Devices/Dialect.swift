/// Which of the protocol's languages a terminal speaks (protocol section 0.1).
package enum Dialect: String, Sendable, CaseIterable {
    /// Attendance PUSH 2.2.14 to 2.4.2.
    case attendance
}
