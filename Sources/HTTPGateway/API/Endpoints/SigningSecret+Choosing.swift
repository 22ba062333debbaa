import BridgeCore

extension Schema {
    static let secretType = Schema.choice(["symmetric", "ed25519"])
}

extension SigningSecret {
    /// The secret a request brings along, or a new one of the type it asks for.
    ///
    /// - Parameter usual: The type where nothing is said.
    static func chosen(by fields: JSONObject, usual: Scheme = .symmetric) throws(Problem) -> SigningSecret {
        let type = fields.text("secret_type")
        guard let given = fields.text("secret") else {
            return generate(type.map { $0 == "ed25519" ? .ed25519 : .symmetric } ?? usual)
        }
        guard type == nil else {
            throw .invalid([FieldError(field: "secret_type", message: "must not be set beside secret")])
        }
        guard let secret = SigningSecret(given) else {
            throw .invalid([FieldError(field: "secret", message: "must be \(rule)")])
        }
        return secret
    }
}
