extension Unicode.Scalar {
    /// Controls how text is shown instead of being shown: C0, DEL and C1, the separators of lines and paragraphs, and
    /// what turns the direction of the text behind it, so that a name passes for another.
    package var steersText: Bool {
        switch value {
        case 0...0x1f, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
