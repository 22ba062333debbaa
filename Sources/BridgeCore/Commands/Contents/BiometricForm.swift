/// Which of a terminal's tables a template goes into.
package enum BiometricForm: String, Sendable, CaseIterable {
    /// By what the terminal says it supports.
    case automatic
    /// BIODATA.
    case unified
    /// FINGERTMP, FACE, FVEIN.
    case legacy
}
