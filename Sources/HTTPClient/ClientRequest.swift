/// Judges the address a connection is about to be made over: 4 or 16 bytes in network order, and the port.
///
/// Asked after name resolution, for every address that is tried and again for a connection that is reused, so
/// that a name which changes its mind cannot get around it. Called on the thread that drives the transfer.
package typealias AddressGuard = @Sendable (_ address: [UInt8], _ port: UInt16) -> Bool

/// One HTTP request, as it is to be sent.
package struct ClientRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case options = "OPTIONS"
    }

    package var method: Method
    /// Absolute, `https` or (with `allowsPlain`) `http`; no user name in it.
    package var url: String
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8]?
    /// For name resolution, TCP and TLS together.
    package var connectTimeout: Duration = .seconds(5)
    /// For everything, from the start to the last byte of the answer.
    package var timeout: Duration = .seconds(15)
    /// Bytes of the answer's body to take, as they come over the wire; one more ends the transfer.
    package var responseLimit = 64 * 1024
    /// Bytes of those to keep. The rest is read only so that the connection can be used again.
    package var keptLimit = Int.max
    /// Whether `http` will do.
    package var allowsPlain = false
    /// A file of certificate authorities (PEM) to trust instead of the system's.
    package var authorities: String?
    /// What to show of ourselves where the server asks. A connection made with it serves only requests with the
    /// same.
    package var identity: ClientIdentity?
    package var mayConnect: AddressGuard

    package init(_ method: Method, _ url: String, mayConnect: @escaping AddressGuard) {
        self.method = method
        self.url = url
        self.mayConnect = mayConnect
    }

    /// The guard for addresses a person chose himself.
    package static let anyAddress: AddressGuard = { _, _ in true }
}
