/// What a terminal asks for: the word after `/iclock/` (contract section 4, protocol section 1).
package enum DeviceEndpoint: String, Sendable, CaseIterable {
    case cdata, getrequest, devicecmd, fdata, ping, querydata, registry, push, rtdata, exchange, file, edata,
        event

    /// From a request's path, with or without its query.
    ///
    /// Taken in any case, below any prefix (servers hide a secret there), with `/iclock` doubled, with
    /// `.aspx` (eSSL builds) and a trailing slash. `nil` for another path or an unknown endpoint.
    package init?(path: String) {
        guard let words = Self.wordsAfterRoot(path), words.count == 1, let word = words.first else {
            return nil
        }
        var name = Substring(word).lowercased()
        if name.hasSuffix(".aspx") { name.removeLast(5) }
        switch name {
        case "getreq": self = .getrequest
        // One Java server's route for eSSL builds has the letter missing, so some build may send it.
        case "devicemd": self = .devicecmd
        default: self.init(rawValue: name)
        }
    }

    /// Whether `path` lies under `/iclock` at all, to tell an unknown endpoint from a stranger.
    package static func isTerminalPath(_ path: String) -> Bool { wordsAfterRoot(path) != nil }

    /// The path's words after the last `iclock`.
    private static func wordsAfterRoot(_ path: String) -> ArraySlice<Substring.UTF8View>? {
        let words = path.utf8.prefix { $0 != UInt8(ascii: "?") }.split(separator: UInt8(ascii: "/"))
        guard let root = words.lastIndex(where: { Substring($0).lowercased() == "iclock" }) else {
            return nil
        }
        return words[(root + 1)...]
    }
}
