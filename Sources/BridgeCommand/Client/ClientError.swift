/// Why a client verb could not do what it was asked.
struct ClientError: Error, CustomStringConvertible {
    let description: String
    /// Whether the command line was at fault.
    var isMisuse = false
    /// Whether it may well be otherwise in a while: the bridge is restarted, or has too much to do.
    var isPassing = false

    static func misuse(_ sentence: String) -> ClientError {
        ClientError(description: sentence, isMisuse: true)
    }
}
