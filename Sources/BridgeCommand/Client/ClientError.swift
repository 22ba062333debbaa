/// Why a client verb could not do what it was asked.
struct ClientError: Error, CustomStringConvertible {
    let description: String
    /// Whether the command line was at fault.
    var isMisuse = false

    static func misuse(_ sentence: String) -> ClientError {
        ClientError(description: sentence, isMisuse: true)
    }
}
