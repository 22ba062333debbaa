/// Guesses what somebody meant who wrote a name that does not exist.
package enum Spelling {
    /// The candidate nearest to `word`, if it is near enough to be a slip of the fingers: one edit for short
    /// words, up to three for long ones; upper and lower case do not count.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().utf8)
        guard 1...64 ~= wanted.count else { return nil }
        let allowance = max(1, min(3, wanted.count / 3))
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let found = distance(wanted, Array(candidate.lowercased().utf8))
            if found <= allowance, found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.candidate
    }

    /// `; did you mean "…"?`, or nothing.
    package static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        nearest(to: word, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// Insertions, deletions, replacements and swaps of neighbours between the two.
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var (beforeLast, last) = ([Int](), Array(0...other.count))
        for row in 1...one.count {
            var current = [row]
            for (column, character) in other.enumerated() {
                let isSame = one[row - 1] == character
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 1, column > 0, one[row - 1] == other[column - 1], one[row - 2] == character {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count]
    }
}
