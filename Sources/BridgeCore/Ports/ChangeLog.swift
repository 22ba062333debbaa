/// Who changed what over the API or by the configuration file, and which requests have been carried out already.
///
/// A change and its note are one transaction: what happened is on record, and a request that is sent again after a
/// crash is known.
package protocol ChangeLog: Sendable {
    /// Newest first, before `before` if given; `tenant` nil: of all tenants.
    func changes(of tenant: TenantID?, before: Int64?, limit: Int) throws(StoreError) -> [ChangeRecord]

    /// Writes down what changes nothing in the store but is to be known, like a look at a secret.
    func write(_ note: ChangeNote, completion: @escaping Completion<Void>)

    /// What became of a request under this claim that came less than `IdempotencyClaim.life` before.
    func earlier(_ claim: IdempotencyClaim, at now: Instant) throws(StoreError) -> EarlierRequest?

    /// Keeps the answer to a request whose change was noted, for who asks again.
    func remember(
        _ answer: RememberedAnswer, for claim: IdempotencyClaim, at now: Instant,
        completion: @escaping Completion<Void>
    )
}

/// What is written down with a change.
package struct ChangeNote: Sendable, Equatable {
    package let at: Instant
    /// `nil` where it is about tenants themselves.
    package private(set) var tenant: TenantID?
    /// `admin`, `key:<id>` or `configuration`.
    package let actor: String
    /// Empty where nobody called, like the request's id.
    package let address: String
    package let requestID: String
    /// The operation, e.g. `POST /v1/endpoints/{id}/replay`.
    package let action: String
    /// What it was done to, e.g. `/v1/endpoints/main`.
    package let object: String
    /// Names of the fields that were given; never their values.
    package let fields: [String]
    /// What was asked for, as far as that is neither secret nor about people: the type of a command, who gets a
    /// terminal, what a key may do. Short, whatever the request was.
    package private(set) var details: JSONObject
    package private(set) var claim: IdempotencyClaim?

    package init(
        at: Instant, tenant: TenantID?, actor: String, address: String, requestID: String, action: String,
        object: String, fields: [String], details: JSONObject = JSONObject(), claim: IdempotencyClaim? = nil
    ) {
        self.at = at
        self.tenant = tenant
        self.actor = actor
        self.address = address
        self.requestID = requestID
        self.action = action
        self.object = object
        self.fields = fields
        self.details = details
        self.claim = claim
    }

    /// For work in several transactions: what the first of them notes does not say that all was carried out.
    package var withoutClaim: ChangeNote {
        var note = self
        note.claim = nil
        return note
    }

    /// Who changes what the configuration file changes at the start.
    package static let configuration = "configuration"

    /// Things of one kind that are named in a note at most.
    package static let maximumNamed = 100

    /// With the commands that an order became.
    package func telling(_ commands: [CommandRecord]) -> ChangeNote {
        var note = self
        note.details["command_ids"] = .array(
            commands.prefix(Self.maximumNamed).map { .string($0.number.description) })
        return note
    }

    /// With what went along with a removed tenant, which is nowhere else to be looked up.
    package func telling(keys: [String], endpoints: [EndpointID], devices: [SerialNumber]) -> ChangeNote {
        var note = self
        for (kind, names) in [
            ("keys_ended", keys), ("endpoints_removed", endpoints.map(\.text)),
            ("devices_released", devices.map(\.text)),
        ] where !names.isEmpty {
            note.details[kind] = .array(names.prefix(Self.maximumNamed).map(JSON.string))
        }
        return note
    }

    /// The same change as the other tenant's whom it is about too.
    package func also(of tenant: TenantID) -> ChangeNote {
        var note = withoutClaim
        note.tenant = tenant
        return note
    }
}

/// A note as it is kept.
package struct ChangeRecord: Sendable, Equatable {
    package let number: Int64
    package let note: ChangeNote

    package init(number: Int64, note: ChangeNote) {
        self.number = number
        self.note = note
    }
}

/// `Idempotency-Key` of a request, with whose it is and what was asked.
package struct IdempotencyClaim: Sendable, Hashable {
    /// Whose keys these are: the tenant, and who acts for it.
    package let owner: String
    package let key: String
    /// SHA-256 of method, path and body.
    package let fingerprint: [UInt8]

    /// How long a key is known.
    package static let life = Duration.seconds(86400)

    package init(owner: String, key: String, fingerprint: [UInt8]) {
        self.owner = owner
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// A request that came before under the same key.
package enum EarlierRequest: Sendable, Equatable {
    case answered(RememberedAnswer)
    /// It was carried out, but the answer was lost with the process.
    case answerLost
    /// It asked for something else.
    case different
}

/// An answer to give again, to the byte.
package struct RememberedAnswer: Sendable, Equatable {
    package let status: Int
    package let location: String?
    package let body: [UInt8]

    package init(status: Int, location: String?, body: [UInt8]) {
        self.status = status
        self.location = location
        self.body = body
    }
}
