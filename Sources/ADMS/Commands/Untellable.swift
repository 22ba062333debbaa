/// Why a terminal cannot be told a command: which member of its params is at fault, and the rule in words.
struct Untellable: Error {
    /// As the command's own params name it; `nil` where the command as a whole is beyond the terminal.
    let field: String?
    let message: String

    init(_ field: String? = nil, _ message: String) {
        self.field = field
        self.message = message
    }
}
