import BridgeCore

extension TextRule {
    static func webhookURL(allowingPlain: Bool) -> TextRule {
        TextRule(
            says: "an https:// address", lengths: 1...WebhookURL.maximumLength,
            pattern: allowingPlain ? "^[Hh][Tt][Tt][Pp][Ss]?://" : "^[Hh][Tt][Tt][Pp][Ss]://", format: "uri",
            refusal: { text in
                do throws(WebhookURL.Invalid) {
                    _ = try WebhookURL(text, allowingPlain: true)
                } catch {
                    return error.rule
                }
                let isPlain = text.lowercased().hasPrefix("http:")
                return isPlain && !allowingPlain ? "must begin with https://" : nil
            })
    }

    static let eventPattern = TextRule(
        says: "an event type, a family like attendance.*, or *", lengths: 1...64,
        pattern: "^(\(EventPattern.expression))$", holds: { EventPattern($0) != nil })

    static let serialOrAll = TextRule(
        says: "* or a serial number: \(SerialNumber.rule)", lengths: 1...32,
        pattern: #"^(\*|[A-Za-z0-9_-]{1,32})$"#, holds: { $0 == "*" || SerialNumber($0) != nil })

    static let headerName = TextRule(
        says: "the name of a header", lengths: HeaderField.nameLengths,
        pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", refusal: { HeaderField.refusal(name: $0, value: "-") })

    static let headerValue = TextRule(
        says: "printable ASCII", lengths: HeaderField.valueLengths, pattern: "^[!-~]([ -~]*[!-~])?$",
        refusal: { HeaderField.refusal(name: "x", value: $0) })

    static let secret = TextRule(
        says: SigningSecret.rule, lengths: 38...100, pattern: "^wh(sec|sk)_[A-Za-z0-9+/]+={0,2}$",
        holds: { ($0.hasPrefix("whsec_") || $0.hasPrefix("whsk_")) && SigningSecret($0) != nil }
    ).toldInFull

    fileprivate static let authUser = TextRule(
        says: "a user name", lengths: 1...256, pattern: #"^[^:\u0000-\u001f\u007f]+$"#,
        refusal: EndpointAuth.refusal(user:))
    fileprivate static let authPassword = TextRule(
        says: "a password", lengths: 0...1024, pattern: #"^[^\u0000-\u001f\u007f]*$"#,
        refusal: EndpointAuth.refusal(password:))
    fileprivate static let authToken = TextRule(
        says: "a token", lengths: 1...4096, pattern: "^[!-~]+$", refusal: EndpointAuth.refusal(token:))

    fileprivate static let certificate = TextRule(
        says: "a certificate, and those that lead to its authority, as PEM", lengths: 1...65_536,
        holds: { $0.contains("-----BEGIN CERTIFICATE-----") && $0.contains("-----END CERTIFICATE-----") })
    fileprivate static let privateKey = TextRule(
        says: "a private key as PEM, without a passphrase", lengths: 1...65_536,
        holds: { text in
            text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----")
                && !text.contains("ENCRYPTED")
        })
}

extension Schema {
    static let batch = Schema.object(
        .optional("max_events", .integer(BatchRule.sizes), "100 unless said."),
        .optional(
            "max_wait", .text(.duration(BatchRule.waits)),
            "How long the first event may wait for company; 1s unless said."))

    static let auth = Schema.variants(
        by: "type",
        [
            .init(
                word: "basic",
                schema: .object(
                    .required("type", .choice(["basic"])), .required("user", .text(.authUser)),
                    .required("password", .text(.authPassword), "Never shown.")
                ).named("BasicAuth")),
            .init(
                word: "bearer",
                schema: .object(
                    .required("type", .choice(["bearer"])),
                    .required("token", .text(.authToken), "Never shown.")
                ).named("BearerAuth")),
        ]
    ).named("EndpointAuth")

    static let clientCertificate = Schema.object(
        .required("certificate", .text(.certificate)),
        .required("private_key", .text(.privateKey), "Never shown."))
}

extension EventPattern {
    /// Every pattern there is, as a regular expression.
    static let expression: String = {
        let types = EventType.allCases.map(\.rawValue)
        let families = Set(types.compactMap { $0.split(separator: ".").first }).sorted().map { "\($0).*" }
        return (["*"] + families + types).map { text in
            text.replacing(".", with: #"\."#).replacing("*", with: #"\*"#)
        }.joined(separator: "|")
    }()
}
