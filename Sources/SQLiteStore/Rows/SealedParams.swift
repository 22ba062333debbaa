import BridgeCore
import Crypto

/// What a command was ordered to do, as its row keeps it until it has ended: the JSON itself or, where some of it must
/// not be read back (passwords, templates, pictures), `sealed:` and base64 of it sealed.
enum SealedParams {
    private static let mark = "sealed:"

    /// - Parameter shown: The params as they may be shown; what they withhold decides.
    static func text(
        _ params: JSONObject, shown: JSONObject, of number: CommandNumber, by key: SealingKey
    ) -> String {
        let text = JSON.object(params).text
        guard shown != params else { return text }
        return mark + Base64.encode(key.seal(Array(text.utf8), context: context(number)))
    }

    /// `nil` where it was sealed with another key or for another command, or is no object.
    static func open(_ text: String, of number: CommandNumber, by key: SealingKey) -> JSONObject? {
        guard text.hasPrefix(mark) else { return CommandRow.object(text) }
        guard let sealed = Base64.decode(String(text.dropFirst(mark.count))),
            let opened = key.open(sealed, context: context(number))
        else { return nil }
        return CommandRow.object(String(decoding: opened, as: UTF8.self))
    }

    private static func context(_ number: CommandNumber) -> String { "command/\(number.value)" }
}
