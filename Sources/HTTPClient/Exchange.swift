import CCurl
import Glibc

/// What libcurl reports while one exchange is under way, and what it is allowed to go on with.
struct Exchange {
    /// The address it goes to or was last on its way to; none that the guard turned down.
    private(set) var peer: [UInt8]?

    private let mayConnect: AddressGuard
    private let responseLimit: Int
    private let keptLimit: Int
    private var head: [UInt8] = []
    private var headBytes = 0
    private var body: [UInt8] = []
    private var bodyBytes = 0
    private var isTooLarge = false
    /// Whether the empty line that ends a head has come.
    private var isHeadWhole = false
    private var socketsOpened = 0
    private var addressesRefused = 0
    private var requestBegan = false

    /// More of heads than this, interim ones (1xx) counted, is an attack: libcurl 7.88 itself would take header
    /// lines and interim answers without end.
    private static let maximumHead = 64 * 1024

    init(_ request: ClientRequest) {
        mayConnect = request.mayConnect
        responseLimit = request.responseLimit
        keptLimit = min(request.keptLimit, request.responseLimit)
    }

    /// Nothing under way, nothing allowed.
    static let none = Exchange(ClientRequest(.get, "", mayConnect: { _, _ in false }))

    // MARK: While it runs

    /// Whether a socket may be opened to this address.
    mutating func mayOpen(_ address: [UInt8], _ port: UInt16) -> Bool {
        guard mayConnect(address, port) else {
            addressesRefused += 1
            return false
        }
        socketsOpened += 1
        peer = address
        return true
    }

    /// Whether the request may go out over a connection that stands, new or reused. A connection made for a
    /// request with a more generous guard must not serve this one.
    mutating func mayBegin(_ address: [UInt8], _ port: UInt16) -> Bool {
        requestBegan = mayConnect(address, port)
        peer = requestBegan ? address : nil
        return requestBegan
    }

    /// Takes a header line; `false` ends the transfer.
    mutating func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        // A status line starts anew after 100 Continue or another try on a fresh connection.
        if line.starts(with: Self.statusLineStart) {
            head.removeAll(keepingCapacity: true)
            body.removeAll(keepingCapacity: true)
            isHeadWhole = false
            bodyBytes = 0
        }
        headBytes += line.count
        if line.first == 0x0a || line.first == 0x0d { isHeadWhole = true }
        guard headBytes <= Self.maximumHead else {
            isTooLarge = true
            return false
        }
        guard !Self.compresses(line) else { return false }
        head.append(contentsOf: line)
        return true
    }

    /// Takes a piece of the body; `false` ends the transfer.
    mutating func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += piece.count
        isTooLarge = bodyBytes > responseLimit
        body.append(contentsOf: piece.prefix(max(0, keptLimit - body.count)))
        return !isTooLarge
    }

    private static let statusLineStart = Array("HTTP/".utf8)
    private static let transferCoding = Array("transfer-encoding:".utf8)

    /// Whether a header line announces a transfer coding beside `chunked`. None was asked for, and libcurl would
    /// unpack it: a bomb.
    private static func compresses(_ line: UnsafeRawBufferPointer) -> Bool {
        guard line.count > transferCoding.count,
            zip(line, transferCoding).allSatisfy({ $0 | 0x20 == $1 })
        else { return false }
        let value = String(decoding: line.dropFirst(transferCoding.count), as: UTF8.self)
        let codings = value.split { ", \t\r\n".utf8.contains($0.utf8.first ?? 0) }
        return codings.contains { !["chunked", "identity"].contains($0.lowercased()) }
    }

    // MARK: Afterwards

    /// What libcurl's result means, given what was seen on the way.
    ///
    /// - Parameter remark: What libcurl says of the error, in its own words.
    func outcome(
        of result: CURLcode, status: Int, verification: Int, remark: String
    ) -> Result<ClientResponse, ClientFailure> {
        let response = ClientResponse(status: status, head: head, body: body)
        return switch result {
        // libcurl takes the end of the connection for the end of a head; to us that is half an answer.
        case CURLE_OK: isHeadWhole ? .success(response) : .failure(.connectionLost)
        case CURLE_OPERATION_TIMEDOUT: .failure(.timedOut)
        case CURLE_COULDNT_RESOLVE_HOST: .failure(.nameNotResolved)
        case CURLE_COULDNT_CONNECT:
            .failure(addressesRefused > 0 && socketsOpened == 0 ? .addressRefused : .connectFailed)
        // Only our own callback before the request aborts like this.
        case CURLE_ABORTED_BY_CALLBACK: .failure(.addressRefused)
        case CURLE_WRITE_ERROR where isTooLarge: .failure(.responseTooLarge(response))
        case CURLE_PEER_FAILED_VERIFICATION: .failure(.tlsFailed(Self.problem(verification)))
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CLIENTCERT: .failure(.tlsFailed(.clientCertificate))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS:
            .failure(.tlsFailed(Self.isAboutOurCertificate(remark) ? .clientCertificate : .handshake))
        // In TLS 1.3 a server judges our certificate after the handshake.
        case CURLE_RECV_ERROR where Self.isAboutOurCertificate(remark),
            CURLE_SEND_ERROR where Self.isAboutOurCertificate(remark):
            .failure(.tlsFailed(.clientCertificate))
        // LOGIN_DENIED: there is a user name in the address.
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: .failure(.invalidRequest)
        // The same code stands for a scheme that is not allowed and for an answer that is not HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL: .failure(requestBegan ? .connectionLost : .invalidRequest)
        // The same code stands for a header line that libcurl finds too long.
        case CURLE_OUT_OF_MEMORY: .failure(requestBegan ? .responseTooLarge(response) : .couldNotSend)
        case CURLE_FAILED_INIT: .failure(.couldNotSend)
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

    /// Whether the server ended the handshake with an alert (RFC 8446 section 6.2) that can only mean the client's
    /// certificate, in the words OpenSSL has for it.
    private static func isAboutOurCertificate(_ remark: String) -> Bool {
        guard remark.contains(" alert ") else { return false }
        return ["certificate", "unknown ca", "access denied"].contains { remark.contains("alert \($0)") }
            || remark.contains("alert bad certificate") || remark.contains("alert unsupported certificate")
    }
}
