import CCurl

/// An easy handle and what its callbacks gather: one exchange at a time, many one after another.
///
/// Stays on the thread that drives it. Must outlive the exchange: libcurl knows it by its address.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    var tag = 0

    /// What the callbacks have gathered since `prepare`.
    var exchange = Exchange.none

    private var headerLines: UnsafeMutablePointer<curl_slist>?
    private var identity: ClientIdentity?
    private let errorText: UnsafeMutablePointer<CChar>

    init() throws(ClientFailure) {
        guard CurlLibrary.isReady, let handle = curl_easy_init() else { throw .couldNotSend }
        self.handle = handle
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        let options = [
            shim_set_long(handle, CURLOPT_NOSIGNAL, 1),
            shim_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            shim_set_long(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            shim_set_long(handle, CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
            // The empty name also keeps https_proxy of the environment from leading around the guard.
            shim_set_text(handle, CURLOPT_PROXY, ""),
            // Keep-alive over HTTP/1.1 was measured half as fast again as HTTP/2 to one receiver.
            shim_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            // A busy connection would otherwise stay for ever where its name pointed when it was made.
            shim_set_long(handle, CURLOPT_MAXLIFETIME_CONN, 600),
            shim_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1),
            shim_set_long(handle, CURLOPT_TCP_NODELAY, 1),
            // With a folder of authorities beside the file libcurl reads all of the file for every connection, and
            // nothing else moves meanwhile: 70 ms a connection against 4 on a busy machine. Without, it reads it once
            // a day.
            Self.systemAuthorities == nil ? CURLE_OK : shim_set_text(handle, CURLOPT_CAPATH, nil),
            shim_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            shim_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            // Giving up on a name must not wait for the resolver's thread: a silent name server was measured to
            // stop all transfers for 9.5 s.
            shim_set_long(handle, CURLOPT_QUICK_EXIT, 1),
            shim_set_receiver(handle, CURLOPT_HEADERFUNCTION, receiveHead),
            shim_set_pointer(handle, CURLOPT_HEADERDATA, context),
            shim_set_receiver(handle, CURLOPT_WRITEFUNCTION, receiveBody),
            shim_set_pointer(handle, CURLOPT_WRITEDATA, context),
            shim_set_socket_opener(handle, openSocket),
            shim_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context),
            shim_set_before_request(handle, beforeRequest),
            shim_set_pointer(handle, CURLOPT_PREREQDATA, context),
            shim_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText),
            // Nobody is there to be asked for a pass phrase: OpenSSL would wait at the terminal.
            shim_set_text(handle, CURLOPT_KEYPASSWD, ""),
        ]
        guard options.allSatisfy({ $0 == CURLE_OK }) else { throw .couldNotSend }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerLines)
        errorText.deallocate()
    }

    // MARK: Before

    /// Sets every option that differs between requests, so that nothing of the last one stays.
    func prepare(_ request: ClientRequest) throws(ClientFailure) {
        clear()
        exchange = Exchange(request)
        try setHeaders(request)
        try setBody(request)
        try setIdentity(request.identity)
        let schemes = request.allowsPlain ? "http,https" : "https"
        guard shim_set_text(handle, CURLOPT_URL, request.url) == CURLE_OK,
            shim_set_text(handle, CURLOPT_PROTOCOLS_STR, schemes) == CURLE_OK,
            shim_set_text(handle, CURLOPT_CAINFO, request.authorities ?? Self.systemAuthorities) == CURLE_OK,
            shim_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout))
                == CURLE_OK,
            shim_set_long(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(request.timeout)) == CURLE_OK
        else { throw .couldNotSend }
    }

    /// Lets go of the last exchange's bodies, headers and guard.
    func clear() {
        // Unsetting an option allocates nothing and cannot fail.
        _ = shim_set_pointer(handle, CURLOPT_HTTPHEADER, nil)
        _ = shim_set_text(handle, CURLOPT_COPYPOSTFIELDS, nil)
        curl_slist_free_all(headerLines)
        headerLines = nil
        exchange = .none
    }

    private func setHeaders(_ request: ClientRequest) throws(ClientFailure) {
        // A header without a value takes away what libcurl would add by itself.
        try appendHeaderLine("Expect:")
        if request.body != nil,
            !request.headers.contains(where: { ClientResponse.isSameName($0.name, "content-type") })
        {
            try appendHeaderLine("Content-Type:")
        }
        for (name, value) in request.headers {
            let line = value.isEmpty ? name + ";" : name + ": " + value
            guard !name.isEmpty, !line.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d || $0 == 0 }) else {
                throw .invalidRequest
            }
            try appendHeaderLine(line)
        }
        guard shim_set_pointer(handle, CURLOPT_HTTPHEADER, headerLines) == CURLE_OK else {
            throw .couldNotSend
        }
    }

    private func appendHeaderLine(_ line: String) throws(ClientFailure) {
        guard let longer = curl_slist_append(headerLines, line) else { throw .couldNotSend }
        headerLines = longer
    }

    private func setIdentity(_ wanted: ClientIdentity?) throws(ClientFailure) {
        guard wanted != identity else { return }
        // First nothing, which cannot fail: half of the last one's must not stay.
        identity = nil
        _ = setBlob(CURLOPT_SSLCERT_BLOB, nil)
        _ = setBlob(CURLOPT_SSLKEY_BLOB, nil)
        guard let wanted else { return }
        guard setBlob(CURLOPT_SSLKEY_BLOB, wanted.privateKeyPEM),
            setBlob(CURLOPT_SSLCERT_BLOB, wanted.certificatePEM)
        else {
            _ = setBlob(CURLOPT_SSLKEY_BLOB, nil)
            throw .couldNotSend
        }
        identity = wanted
    }

    private func setBlob(_ option: CURLoption, _ text: String?) -> Bool {
        guard var text else { return shim_set_blob(handle, option, nil, 0) == CURLE_OK }
        return text.withUTF8 { shim_set_blob(handle, option, $0.baseAddress, $0.count) } == CURLE_OK
    }

    private func setBody(_ request: ClientRequest) throws(ClientFailure) {
        var name: String? = request.method.rawValue
        if var bytes = request.body {
            let count = bytes.count
            // A null pointer would mean that the body comes from a callback.
            if bytes.isEmpty { bytes = [0] }
            if request.method == .post { name = nil }
            // libcurl keeps a copy, because an array's address is good only as long as the closure runs.
            let copied = bytes.withUnsafeBytes { bytes in
                shim_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(count)) == CURLE_OK
                    && shim_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress) == CURLE_OK
            }
            guard copied, shim_set_long(handle, CURLOPT_POST, 1) == CURLE_OK else { throw .couldNotSend }
        } else {
            if request.method == .get { name = nil }
            guard shim_set_long(handle, CURLOPT_HTTPGET, 1) == CURLE_OK else { throw .couldNotSend }
        }
        guard shim_set_text(handle, CURLOPT_CUSTOMREQUEST, name) == CURLE_OK else { throw .couldNotSend }
    }

    private static let systemAuthorities: String? = curl_version_info(CURLVERSION_ELEVENTH).pointee.cainfo
        .map { String(cString: $0) }

    private static func milliseconds(_ duration: Duration) -> Int {
        // 0 would mean the library's own, much longer, default.
        Int(
            max(
                1,
                duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000))
    }

    // MARK: After

    /// How the exchange ended, given libcurl's result for it.
    func finish(_ result: CURLcode) -> FinishedTransfer {
        var (status, verification, microseconds) = (0, 0, curl_off_t(0))
        // Reading what is always there cannot fail; 0 would be the answer if it did.
        _ = shim_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        _ = shim_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &verification)
        _ = shim_get_offset(handle, CURLINFO_TOTAL_TIME_T, &microseconds)
        let remark = result == CURLE_OK ? "" : String(cString: errorText)
        let outcome = exchange.outcome(
            of: result, status: status, verification: verification, remark: remark)
        return FinishedTransfer(
            tag: tag, outcome: outcome, duration: .microseconds(Int64(microseconds)), address: exchange.peer)
    }
}
