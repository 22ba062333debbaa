/// The member a place in a JSON text belongs to, for texts of which a reader says only where it stopped.
enum JSONPlace {
    private enum Level {
        case object(name: String)
        case array(index: Int)
    }

    /// Of a text that is in order up to there, e.g. `batch.max_events` or `devices[3]`; empty where the place is in
    /// no member.
    static func field(at end: Int, in bytes: [UInt8]) -> String {
        var levels: [Level] = []
        var (isName, place) = (false, 0)
        while place < min(end, bytes.count) {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "{"):
                levels.append(.object(name: ""))
                isName = true
            case UInt8(ascii: "["): levels.append(.array(index: 0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
            case UInt8(ascii: ","):
                guard let last = levels.popLast() else { continue }
                switch last {
                case .object:
                    levels.append(last)
                    isName = true
                case .array(let index): levels.append(.array(index: index + 1))
                }
            case UInt8(ascii: "\""):
                let start = place
                place = endOfString(from: start, in: bytes)
                if isName {
                    levels[levels.count - 1] = .object(name: text(bytes[start..<max(start, place - 1)]))
                }
                isName = false
            default: break
            }
        }
        return levels.reduce("") { path, level in
            switch level {
            case .object(let name): path.isEmpty ? name : "\(path).\(name)"
            case .array(let index): "\(path)[\(index)]"
            }
        }
    }

    /// Behind the quotation mark that ends a string.
    private static func endOfString(from start: Int, in bytes: [UInt8]) -> Int {
        var place = start
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place, bytes.count - 1) + 1
    }

    /// Of a name as it is written, escapes included.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix(100), as: UTF8.self)
    }
}
