import CCurl
import Glibc

/// What libcurl reports while one exchange is under way, and what it is allowed to go on with.
struct Exchange {
    private let mayConnect: AddressGuard
    private let responseLimit: Int
    private var head: [UInt8] = []
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var socketsOpened = 0
    private var addressesRefused = 0
    private var requestBegan = false

    /// More of a head than this is an attack: libcurl 7.88 itself would take header lines without end.
    private static let maximumHead = 64 * 1024

    init(mayConnect: @escaping AddressGuard, responseLimit: Int) {
        self.mayConnect = mayConnect
        self.responseLimit = responseLimit
    }

    /// Nothing under way, nothing allowed.
    static let none = Exchange(mayConnect: { _, _ in false }, responseLimit: 0)

    // MARK: While it runs

    /// Whether a socket may be opened to this address.
    mutating func mayOpen(_ address: [UInt8], _ port: UInt16) -> Bool {
        let may = mayConnect(address, port)
        if may { socketsOpened += 1 } else { addressesRefused += 1 }
        return may
    }

    /// Whether the request may go out over a connection that stands, new or reused. A connection made for a
    /// request with a more generous guard must not serve this one.
    mutating func mayBegin(_ address: [UInt8], _ port: UInt16) -> Bool {
        requestBegan = mayConnect(address, port)
        return requestBegan
    }

    /// Takes a header line; `false` ends the transfer.
    mutating func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        // A status line starts anew after 100 Continue or another try on a fresh connection.
        if line.starts(with: Self.statusLineStart) {
            head.removeAll(keepingCapacity: true)
            body.removeAll(keepingCapacity: true)
        }
        guard head.count + line.count <= Self.maximumHead else {
            isTooLarge = true
            return false
        }
        head.append(contentsOf: line)
        return true
    }

    /// Takes a piece of the body; `false` ends the transfer.
    mutating func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        let room = responseLimit - body.count
        body.append(contentsOf: piece.prefix(room))
        isTooLarge = piece.count > room
        return !isTooLarge
    }

    private static let statusLineStart = Array("HTTP/".utf8)

    // MARK: Afterwards

    /// What libcurl's result means, given what was seen on the way.
    func outcome(of result: CURLcode, status: Int, verification: Int) -> Result<ClientResponse, ClientFailure>
    {
        let response = ClientResponse(status: status, head: head, body: body)
        return switch result {
        case CURLE_OK: .success(response)
        case CURLE_OPERATION_TIMEDOUT: .failure(.timedOut)
        case CURLE_COULDNT_RESOLVE_HOST: .failure(.nameNotResolved)
        case CURLE_COULDNT_CONNECT:
            .failure(addressesRefused > 0 && socketsOpened == 0 ? .addressRefused : .connectFailed)
        // Only our own callback before the request aborts like this.
        case CURLE_ABORTED_BY_CALLBACK: .failure(.addressRefused)
        case CURLE_WRITE_ERROR where isTooLarge: .failure(.responseTooLarge(response))
        case CURLE_PEER_FAILED_VERIFICATION: .failure(.tlsFailed(Self.problem(verification)))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS:
            .failure(.tlsFailed(.handshake))
        // LOGIN_DENIED: there is a user name in the address.
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: .failure(.invalidRequest)
        // The same code stands for a scheme that is not allowed and for an answer that is not HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL: .failure(requestBegan ? .connectionLost : .invalidRequest)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: .failure(.couldNotSend)
        default: .failure(.connectionLost)
        }
    }

    /// OpenSSL's verification result in our words. The name is checked by libcurl itself, after OpenSSL has found
    /// nothing wrong and before libcurl has asked what it found (1).
    private static func problem(_ verification: Int) -> ClientFailure.TLSProblem {
        switch verification {
        case 0, 1, 62: .wrongHost  // X509_V_OK, X509_V_ERR_UNSPECIFIED, X509_V_ERR_HOSTNAME_MISMATCH
        case 9, 10: .expired  // X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
        default: .untrusted
        }
    }
}
