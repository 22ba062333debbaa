import CCurl

/// One HTTP exchange after another on the calling thread, over connections that are kept.
package final class HTTPSession {
    private let transfer: Transfer

    package init() throws(ClientFailure) { transfer = try Transfer() }

    /// Sends a request and waits for the whole answer, whatever its status.
    package func send(_ request: ClientRequest) throws(ClientFailure) -> ClientResponse {
        try transfer.prepare(request)
        let result = curl_easy_perform(transfer.handle)
        defer { transfer.clear() }
        return try transfer.finish(result).outcome.get()
    }
}
