extension HeaderField {
    /// Bytes of a name, and of a value.
    package static let (nameLengths, valueLengths) = (1...128, 1...4096)

    /// What the bridge, or HTTP itself, decides: a header set beside it would contradict it.
    private static let ownNames: Set<String> = [
        "accept-encoding", "connection", "date", "expect", "host", "http2-settings", "keep-alive", "te",
        "trailer", "trailers", "transfer-encoding", "upgrade", "user-agent",
    ]
    private static let ownFamilies = ["webhook-", "content-", "proxy-", "ce-"]

    /// Whether the bridge sets this header itself or it says how a message is framed and carried, in any case.
    package static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return ownNames.contains(name) || ownFamilies.contains(where: name.hasPrefix)
    }

    /// Why a header may not be sent along with webhooks, as the end of the sentence that begins with the header;
    /// `nil` if it may. The value is in no answer: it may be a secret.
    ///
    /// - Parameters:
    ///   - name: An RFC 9110 token (section 5.6.2); upper and lower case are the same name.
    ///   - besideAuth: Whether `auth` is set, which writes `authorization` itself.
    package static func refusal(name: String, value: String, besideAuth: Bool = false) -> String? {
        guard nameLengths.contains(name.utf8.count), name.utf8.allSatisfy(isTokenCharacter) else {
            return "must have a name of 1 to \(nameLengths.upperBound) letters, digits and !#$%&'*+-.^_`|~"
        }
        guard !isReserved(name) else { return "is not for setting: the bridge decides this header itself" }
        guard !(besideAuth && name.lowercased() == "authorization") else {
            return "must not be set beside auth, which writes this header itself"
        }
        let isPrintable = value.utf8.allSatisfy { 0x20...0x7e ~= $0 }
        guard valueLengths.contains(value.utf8.count), isPrintable, value.first != " ", value.last != " "
        else {
            return "must have a value of 1 to \(valueLengths.upperBound) printable ASCII characters, "
                + "none of them a space at an end"
        }
        return nil
    }

    private static func isTokenCharacter(_ character: UInt8) -> Bool {
        switch character {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(character)
        }
    }
}
