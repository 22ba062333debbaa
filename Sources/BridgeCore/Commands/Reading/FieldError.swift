/// What is wrong with one field of a request: its name and the rule it breaks, never its value.
package struct FieldError: Sendable, Equatable {
    package let field: String
    package let message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}

/// A request whose fields break rules; all of them, so that one answer suffices to mend it.
package struct InvalidFields: Error, Sendable, Equatable {
    package let errors: [FieldError]

    package init(errors: [FieldError]) { self.errors = errors }
}
