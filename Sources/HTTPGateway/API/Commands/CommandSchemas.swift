import BridgeCore

/// Orders as the document describes them: one schema for each type of command, told apart by `type`.
enum CommandSchemas {
    /// What `POST /v1/devices/{serial}/commands` takes. Judged by `CommandForm`, which asks for more than a schema can
    /// say.
    static let order = Schema.variants(
        by: "type", CommandType.allCases.map { variant($0, of: "Order", beside: []) }
    ).named("CommandOrder")

    /// What `POST /v1/commands` takes.
    static let bulkOrder = Schema.variants(
        by: "type", CommandType.allCases.map { variant($0, of: "BulkOrder", beside: [bulkDevices, partial]) }
    ).named("BulkOrder")

    static let bulkDevices = Schema.Member.required(
        "devices",
        .oneOf(.list(of: .text(.serial), 1...BulkCommandRoutes.maximumDevices), .choice(["all"])),
        "Serial numbers, or `all` of the tenant's.")

    static let partial = Schema.Member.optional(
        "partial", .boolean.unlessSaid(false),
        "Whether terminals that cannot be told it are left out, and named in `skipped`, instead of refusing all."
    )

    private static func variant(
        _ type: CommandType, of kind: String, beside others: [Schema.Member]
    ) -> Schema.Variant {
        let parameters = Schema.object(type.parameters.map(\.member))
            .saying(type.summary).such(as: .object(type.example)).named(name(of: type) + "Params")
        let needsParameters = type.parameters.contains(where: \.isRequired)
        let members: [Schema.Member] =
            others + [
                .required("type", .choice([type.rawValue])),
                Schema.Member(name: "params", schema: parameters, isRequired: needsParameters),
                .optional(
                    "expires_in",
                    .text(.duration(CommandForm.lives)).unlessSaid(
                        .string(DurationText.text(of: type.usualLife))),
                    "How long it may wait for the terminal."),
                .optional(
                    "priority", .integer(-100...100).unlessSaid(0), "Higher goes first; 0 is usual."),
            ]
        let schema = Schema.object(members).saying(type.summary).named(name(of: type) + kind)
        return Schema.Variant(word: type.rawValue, schema: schema)
    }

    /// `UserPhotoUpsert` of `user_photo.upsert`.
    private static func name(of type: CommandType) -> String {
        type.rawValue.split { "._".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

extension Parameter {
    fileprivate var member: Schema.Member {
        var schema = kind.schema(rule)
        schema.fallback = fallback
        let words = rule.prefix(1).uppercased() + rule.dropFirst() + "."
        schema.summary = isWithheld ? words + " No answer shows it." : words
        return Schema.Member(name: name, schema: schema, isRequired: isRequired)
    }
}

extension Parameter.Kind {
    private static let timeOfDay = "[T ][0-9]{2}:[0-9]{2}:[0-9]{2}"

    /// - Parameter rule: What a text must be, in words.
    fileprivate func schema(_ rule: String) -> Schema {
        switch self {
        // A character has one byte at least.
        case .text(let lengths):
            // TAB too is refused where a command has parts between which it stands.
            .text(
                TextRule(
                    says: rule, lengths: lengths,
                    pattern:
                        #"^[^\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$"#,
                    holds: { _ in true }))
        case .integer(let range): .integer(range)
        case .flag: .boolean
        case .choice(let words): .choice(words)
        case .time(let orDate):
            .text(
                TextRule(
                    says: rule, lengths: orDate ? 10...19 : 19...19,
                    pattern: #"^[0-9]{4}-[0-9]{2}-[0-9]{2}"#
                        + (orDate ? "(\(Self.timeOfDay))?$" : "\(Self.timeOfDay)$"),
                    holds: { _ in true }))
        case .binary(let maximum):
            .oneOf(
                .base64(upTo: maximum),
                .object(
                    .required("content_base64", .base64(upTo: maximum)),
                    .optional("size", .count, "Bytes; must agree."),
                    .optional("sha256", .words, "Of the bytes; must agree."),
                    .optional("content_type", .anything)))
        case .object(let parameters): .object(parameters.map(\.member))
        case .list(let element, let maximum): .list(of: element.schema("an element"), 0...maximum)
        case .any: .anything
        }
    }
}

extension Schema {
    fileprivate static func base64(upTo maximum: Int) -> Schema {
        .text(
            TextRule(
                says: "base64 in the standard alphabet", lengths: 4...(maximum + 2) / 3 * 4,
                pattern: "^[A-Za-z0-9+/]+={0,2}$", holds: { _ in true }))
    }
}
