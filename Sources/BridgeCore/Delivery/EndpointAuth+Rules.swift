/// What credentials may look like. Each answer is the end of the sentence that begins with the field, `nil` if all
/// is well, and shows nothing of the credential.
extension EndpointAuth {
    /// RFC 7617: no control characters, and no colon, which is what ends the name.
    package static func refusal(user: String) -> String? {
        let isGood = 1...256 ~= user.utf8.count && isText(user) && !user.utf8.contains(UInt8(ascii: ":"))
        return isGood ? nil : "must be 1 to 256 bytes without colons and control characters"
    }

    /// May be empty: some receivers take a token as the user and nothing as the password.
    package static func refusal(password: String) -> String? {
        let isGood = password.utf8.count <= 1024 && isText(password)
        return isGood ? nil : "must be 0 to 1024 bytes without control characters"
    }

    package static func refusal(token: String) -> String? {
        let isGood = 1...4096 ~= token.utf8.count && token.utf8.allSatisfy { 0x21...0x7e ~= $0 }
        return isGood ? nil : "must be 1 to 4096 printable ASCII characters without spaces"
    }

    private static func isText(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}
