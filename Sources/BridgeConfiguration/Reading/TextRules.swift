import BridgeCore
import Foundation

extension Rule {
    /// One of a few words.
    static func choice(_ words: [(word: String, value: Value)]) -> Rule where Value: Sendable {
        Rule { text throws(Breach) in
            if let choice = words.first(where: { $0.word == text }) { return choice.value }
            let names = words.map(\.word)
            throw Breach(
                "must be one of \(names.joined(separator: ", "))",
                hint: Spelling.hint(for: text, among: names))
        }
    }

    /// What `make` accepts; `rule` says what that is.
    static func form(_ rule: String, make: @escaping @Sendable (String) -> Value?) -> Rule {
        Rule { text throws(Breach) in
            guard let value = make(text) else { throw Breach("must be \(rule)") }
            return value
        }
    }
}

extension Rule where Value == String {
    /// Any text of 1 to `maximum` bytes that does not steer how it is shown.
    static func text(maximum: Int) -> Rule {
        form("1 to \(maximum) bytes without control characters") { text in
            let isClean = !text.unicodeScalars.contains(where: \.steersText)
            return 1...maximum ~= text.utf8.count && isClean ? text : nil
        }
    }

    /// A file or a folder, which may be called whatever its system allows.
    static var path: Rule {
        form("1 to 4096 bytes without control characters") { text in
            let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
            return 1...4096 ~= text.utf8.count && isClean ? text : nil
        }
    }

    /// A secret people choose: no message shows it.
    static func secret(_ lengths: ClosedRange<Int>) -> Rule {
        Rule(hidesValue: true) { text throws(Breach) in
            guard lengths.contains(text.utf8.count), text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
                throw Breach(
                    "must be \(lengths.lowerBound) to \(lengths.upperBound) printable ASCII characters without spaces"
                )
            }
            return text
        }
    }

    /// What signs an endpoint's webhooks in on the other side; `refusal` says what is wrong with it.
    static func credential(_ refusal: @escaping @Sendable (String) -> String?) -> Rule {
        Rule(hidesValue: true) { text throws(Breach) in
            if let refusal = refusal(text) { throw Breach(refusal) }
            return text
        }
    }

    /// The name of a host, not an address: labels of letters, digits and hyphens.
    static var hostName: Rule {
        form("the name of a host like hooks.example.com") { text in
            let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let isName = labels.allSatisfy { label in
                let hyphen = UInt8(ascii: "-")
                return 1...63 ~= label.count && label.first != hyphen && label.last != hyphen
                    && label.allSatisfy { character in
                        switch character {
                        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, hyphen: true
                        default: false
                        }
                    }
            }
            return isName && text.utf8.count <= 253 ? text : nil
        }
    }

    /// A key of the API: `abk_` and 43 of `A-Z a-z 0-9 _ -`.
    static var apiKey: Rule {
        Rule(hidesValue: true) { text throws(Breach) in
            let secret = text.dropFirst(4)
            let isWellFormed = secret.utf8.allSatisfy { character in
                switch character {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d: true
                default: false
                }
            }
            guard text.hasPrefix("abk_"), secret.utf8.count == 43, isWellFormed else {
                throw Breach("must be abk_ followed by 43 of A-Z a-z 0-9 _ -")
            }
            return text
        }
    }

    /// The address a listener binds to.
    static var bindAddress: Rule {
        Rule { text throws(Breach) in
            if IPAddress(text) != nil { return text }
            throw Breach(
                "must be an IP address like 0.0.0.0, 127.0.0.1 or ::",
                hint: text == "localhost" ? "; write 127.0.0.1" : "")
        }
    }

    /// A zone of the tz data.
    static func timeZone(_ zones: ZoneDirectory) -> Rule {
        Rule { text throws(Breach) in
            guard text.utf8.count <= 64, zones.zone(named: text) != nil else {
                let names = ["UTC"] + TimeZone.knownTimeZoneIdentifiers
                throw Breach(
                    "must be UTC or the name of an IANA time zone like Asia/Jakarta",
                    hint: Spelling.hint(for: text, among: names))
            }
            return text
        }
    }
}

extension Rule where Value == NetworkRange {
    static var network: Rule { form(NetworkRange.rule) { NetworkRange($0) } }
}

extension Rule where Value == WebOrigin {
    static var webOrigin: Rule { form(WebOrigin.rule) { WebOrigin($0) } }
}

extension Rule where Value == EventPattern {
    static var eventPattern: Rule {
        Rule { text throws(Breach) in
            if let pattern = EventPattern(text) { return pattern }
            let types = EventType.allCases.map(\.rawValue)
            throw Breach(
                #"must be "*", a family like attendance.* or an event type like attendance.recorded"#,
                hint: Spelling.hint(for: text, among: types + types.map { $0.prefix { $0 != "." } + ".*" }))
        }
    }
}

extension Rule where Value == WebhookURL {
    /// Addresses carry tokens often enough to count as secrets.
    static func webhookURL(allowingPlain: Bool) -> Rule {
        Rule(hidesValue: true) { text throws(Breach) in
            do throws(WebhookURL.Invalid) {
                return try WebhookURL(text, allowingPlain: allowingPlain)
            } catch {
                throw Breach(error.rule)
            }
        }
    }
}

extension Rule where Value == [UInt8] {
    /// What locks away the secrets in the store.
    static var secretsKey: Rule {
        Rule(hidesValue: true) { text throws(Breach) in
            guard let key = SecretsKeyText.parse(text) else { throw Breach("must be \(SecretsKeyText.rule)") }
            return key
        }
    }
}

extension Rule where Value == SigningSecret {
    static var signingSecret: Rule {
        Rule(hidesValue: true) { text throws(Breach) in
            guard let secret = SigningSecret(text) else { throw Breach("must be \(SigningSecret.rule)") }
            return secret
        }
    }
}
