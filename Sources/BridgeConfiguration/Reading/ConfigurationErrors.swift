/// Everything that is wrong with a configuration file.
package struct ConfigurationErrors: Error, Equatable {
    /// `FILE:LINE: key: what is wrong`, in the order of the lines.
    package var lines: [String]

    init(_ problems: [ConfigurationProblem], in fileName: String) {
        // Sorting by place as well keeps the order of what stands in one line.
        let ordered = problems.enumerated().sorted { one, other in
            (one.element.line, one.offset) < (other.element.line, other.offset)
        }
        lines = ordered.map { "\(fileName):\($0.element.line): \($0.element.path): \($0.element.text)" }
    }
}
