import BridgeCore
import Crypto

/// What nobody may read of an endpoint: kept only sealed, in its column `sealed`.
struct EndpointSecrets: Equatable {
    var signing: [EndpointSecret] = []
    var auth: EndpointAuth?
    /// One for each header that the settings name.
    var headerValues: [String] = []
    /// Of the client certificate, PEM.
    var privateKey: String?

    init() {}

    init(of endpoint: WebhookEndpoint) {
        signing = endpoint.secrets
        auth = endpoint.options.auth
        headerValues = endpoint.options.headers.map(\.value)
        privateKey = endpoint.options.clientCertificate?.privateKeyPEM
    }

    /// `nil` where they were sealed with another key, for another endpoint, or cannot be read in full.
    init?(_ sealed: [UInt8], of endpoint: EndpointKey, by key: SealingKey) {
        guard let text = key.open(sealed, context: Self.context(endpoint)),
            case .object(let object)? = try? JSONReader.read(text),
            case .array(let signing)? = object["secrets"]
        else { return nil }
        for element in signing {
            guard case .object(let secret) = element,
                let read = secret["secret"]?.string.flatMap({ SigningSecret($0) })
            else { return nil }
            self.signing.append(
                EndpointSecret(
                    read, until: secret["until"]?.int.map { Instant(milliseconds: Int64($0)) }))
        }
        if case .object(let basic)? = object["basic"] {
            guard let user = basic["user"]?.string, let password = basic["password"]?.string else {
                return nil
            }
            auth = .basic(user: user, password: password)
        } else if let token = object["bearer"]?.string {
            auth = .bearer(token: token)
        }
        headerValues = object["headers"]?.strings ?? []
        privateKey = object["private_key"]?.string
    }

    func sealed(for endpoint: EndpointKey, by key: SealingKey) -> [UInt8] {
        var object: JSONObject = [
            "secrets": .array(
                signing.map { secret in
                    var object: JSONObject = ["secret": .string(secret.secret.revealed)]
                    object["until"] = secret.expiresAt.map { .integer($0.milliseconds) }
                    return .object(object)
                })
        ]
        switch auth {
        case .basic(let user, let password)?:
            object["basic"] = ["user": .string(user), "password": .string(password)]
        case .bearer(let token)?: object["bearer"] = .string(token)
        case nil: break
        }
        if !headerValues.isEmpty { object["headers"] = .array(headerValues.map(JSON.string)) }
        object["private_key"] = privateKey.map(JSON.string)
        return key.seal(Array(JSON.object(object).text.utf8), context: Self.context(endpoint))
    }

    /// Names cannot contain a slash, so no two endpoints share one.
    private static func context(_ endpoint: EndpointKey) -> String { "endpoint/\(endpoint)" }
}
