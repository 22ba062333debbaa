import BridgeCore

/// What the file name of an attendance photo says (protocol section 3.6).
///
/// `yyyymmddHHMMSS-<pin>.jpg`; without a pin nobody was recognised. Models that read identity cards write
/// `yyyymmddHHMMSS-<type>-<pin>-<id number>.jpg`, where type is 0 for recognised, 1 not, 2 on the black list, 3
/// and 4 for a person who does or does not look like their card.
struct PhotoName {
    let time: CivilTime?
    let pin: String?
    /// `nil` for a name that says nothing we understand.
    let matched: Bool?

    init(_ fileName: String) {
        let bytes = Array(fileName.utf8)
        let stem = bytes[..<(bytes.lastIndex(of: ASCII.point) ?? bytes.endIndex)]
        time = Self.time(stem.prefix(14))
        let rest = stem.dropFirst(14)
        guard time != nil, rest.isEmpty || rest.first == ASCII.minus else {
            (pin, matched) = (nil, nil)
            return
        }
        let parts = rest.dropFirst().split(
            separator: ASCII.minus, maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count == 3, parts[0].count == 1, let type = parts[0].first, 0x30...0x34 ~= type {
            pin = Self.pin(parts[1])
            matched = type == UInt8(ascii: "0") || type == UInt8(ascii: "3")
        } else {
            pin = Self.pin(rest.dropFirst())
            matched = pin != nil
        }
    }

    private static func pin(_ bytes: ArraySlice<UInt8>) -> String? {
        (try? PunchCell.pin(bytes.trimmed, "PIN")).flatMap { $0 }
    }

    private static func time(_ digits: ArraySlice<UInt8>) -> CivilTime? {
        guard digits.count == 14, digits.allSatisfy(\.isDigit) else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int {
            digits.dropFirst(offset).prefix(count).reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
        }
        return CivilTime(
            year: number(0, 4), month: number(4, 2), day: number(6, 2), hour: number(8, 2),
            minute: number(10, 2), second: number(12, 2))
    }
}
