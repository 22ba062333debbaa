/// Why a listener could not be opened; the description is a sentence for whoever wrote the configuration.
package enum HTTPServerError: Error, Equatable, Sendable, CustomStringConvertible {
    case addressInUse(address: String, port: UInt16)
    /// Not a numeric address, or not one of this machine's.
    case addressInvalid(address: String, rule: String)
    case certificateUnusable
    case cannotListen(reason: String)

    package var description: String {
        switch self {
        case .addressInUse(let address, let port):
            "port \(port) on \(address) is in use by another process"
        case .addressInvalid(let address, let rule):
            "address \"\(address)\" \(rule)"
        case .certificateUnusable:
            "the TLS certificate or its private key is not readable PEM, or the two do not belong together"
        case .cannotListen(let reason):
            "cannot listen: \(reason)"
        }
    }
}
