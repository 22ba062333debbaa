/// Takes secrets and biometrics out of text that leaves this module.
///
/// Works on any line, understood or not: it looks for tell-tale keys anywhere in it, so that a row in the
/// wrong table, or with the wrong separators, gives nothing away either.
enum Withholding {
    /// Keys that end so hold what somebody could log in with. Lower case.
    private static let secrets = ["passwd", "password", "pwd", "comkey", "commkey", "authkey"]
    /// Keys that end so hold a template or a picture. Lower case.
    private static let biometrics = ["tmp", "template", "content", "photo", "picture", "image", "feature"]
    /// Both by their last letter, as most keys end in another one.
    private static let words = Dictionary(
        grouping: secrets.map { ($0, Verdict.secret) } + biometrics.map { ($0, Verdict.biometric) },
        by: { word, _ in word.utf8.last ?? 0 })
    /// So many base64 characters in a row are a template or a picture, whatever their key.
    private static let suspiciousRun = 256

    private enum Verdict {
        case harmless, secret, biometric
    }

    /// `line` with `***` for secrets and `[<n> bytes withheld]` for biometrics. A value ends at TAB or line
    /// end.
    static func masked(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var shown = [UInt8]()
        shown.reserveCapacity(min(line.count, RejectedLineLimits.bytes))
        var (place, run) = (line.startIndex, 0)
        while place < line.endIndex {
            let byte = line[place]
            if isBase64(byte) {
                run += 1
            } else {
                withhold(run: run, at: &shown)
                run = 0
            }
            shown.append(byte)
            place += 1
            guard byte == ASCII.equals else { continue }
            let verdict = judge(key: line[..<(place - 1)])
            guard verdict != .harmless else { continue }
            let end = endOfValue(line[place...])
            if verdict == .biometric { shown.append(contentsOf: marker(end - place)) }
            // That there is no password may be seen.
            if verdict == .secret, end > place { shown.append(contentsOf: stars) }
            place = end
        }
        withhold(run: run, at: &shown)
        return shown
    }

    /// `line` with `***` for secrets only; most lines have none and come back as they are.
    static func withoutSecrets(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var shown = [UInt8]()
        var (copied, place) = (line.startIndex, line.startIndex)
        while let equals = line[place...].firstIndex(of: ASCII.equals) {
            place = equals + 1
            guard judge(key: line[..<equals]) == .secret else { continue }
            let end = endOfValue(line[place...])
            guard end > place else { continue }
            shown.append(contentsOf: line[copied..<place])
            shown.append(contentsOf: stars)
            (copied, place) = (end, end)
        }
        guard copied > line.startIndex else { return line }
        return (shown + line[copied...])[...]
    }

    private static let stars = Array("***".utf8)

    private static func endOfValue(_ rest: ArraySlice<UInt8>) -> Int {
        rest.firstIndex { $0 == ASCII.tab || $0.isLineEnd } ?? rest.endIndex
    }

    /// What stands for `count` bytes that stay here.
    static func marker(_ count: Int) -> [UInt8] { Array("[\(count) bytes withheld]".utf8) }

    /// Whether the value of an option of this name may not be shown.
    static func isSecret(key: ArraySlice<UInt8>) -> Bool { judge(key: key) == .secret }

    /// - Parameter key: Everything before the `=`; only its end counts, without digits (`FPTemplate2`) and
    ///   padding.
    private static func judge(key: ArraySlice<UInt8>) -> Verdict {
        var end = key.endIndex
        while end > key.startIndex, key[end - 1].isDigit || isPadding(key[end - 1]) { end -= 1 }
        let name = key[..<end]
        guard let last = name.last?.lowercased, let candidates = words[last] else { return .harmless }
        return candidates.first { word, _ in name.ends(word) }?.1 ?? .harmless
    }

    private static func withhold(run: Int, at shown: inout [UInt8]) {
        guard run >= suspiciousRun else { return }
        shown.removeLast(run)
        shown.append(contentsOf: marker(run))
    }

    private static func isPadding(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.nul }

    private static func isBase64(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
}
