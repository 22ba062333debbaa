import CCurl

/// Many HTTP exchanges at once on one thread: libcurl's multi interface.
///
/// Everything but `waker` belongs to the one thread that calls `poll`; connections and handles are reused.
package final class HTTPTransfers {
    /// Ends a `poll` from another thread.
    package let waker: TransferWaker

    private let multi: UnsafeMutableRawPointer
    private let maximumConnections: Int
    private var underWay: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idle: [Transfer] = []
    private var finished: [FinishedTransfer] = []

    /// - Parameter maximumConnections: Open connections at most, idle ones counted; a transfer beyond waits,
    ///   and its timeout runs.
    package init(maximumConnections: Int) throws(ClientFailure) {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else { throw .couldNotSend }
        self.multi = multi
        self.maximumConnections = maximumConnections
        waker = TransferWaker(multi)
        guard shim_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, maximumConnections) == CURLM_OK,
            shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, maximumConnections) == CURLM_OK
        else { throw .couldNotSend }
    }

    deinit {
        waker.close()
        for transfer in underWay.values { curl_multi_remove_handle(multi, transfer.handle) }
        curl_multi_cleanup(multi)
    }

    /// Exchanges begun and not yet reported.
    package var count: Int { underWay.count + finished.count }

    /// Begins an exchange. It always ends in a `FinishedTransfer` with this tag from a later `poll`, even where
    /// it could not be begun.
    package func start(_ request: ClientRequest, tag: Int) {
        do throws(ClientFailure) {
            let transfer = if let pooled = idle.popLast() { pooled } else { try Transfer() }
            transfer.tag = tag
            try transfer.prepare(request)
            guard curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else { throw .couldNotSend }
            underWay[transfer.handle] = transfer
        } catch {
            finished.append(FinishedTransfer(tag: tag, outcome: .failure(error), duration: .zero))
        }
    }

    /// Moves all exchanges on, waiting at most `timeout` for something to happen, and returns those that ended.
    ///
    /// Returns early, perhaps with nothing, when woken or when the network has news.
    package func poll(timeout: Duration) throws(ClientFailure) -> [FinishedTransfer] {
        try perform()
        if finished.isEmpty, timeout > .zero {
            let milliseconds = CInt(clamping: Int64((timeout / .milliseconds(1)).rounded(.up)))
            guard curl_multi_poll(multi, nil, 0, milliseconds, nil) == CURLM_OK else { throw .couldNotSend }
            try perform()
        }
        defer { finished = [] }
        return finished
    }

    /// Breaks off everything under way and returns the tags of what is now without an answer.
    package func abandon() -> [Int] {
        let tags = underWay.values.map(\.tag) + finished.map(\.tag)
        for transfer in underWay.values { curl_multi_remove_handle(multi, transfer.handle) }
        underWay = [:]
        finished = []
        return tags
    }

    private func perform() throws(ClientFailure) {
        var running: CInt = 0
        guard curl_multi_perform(multi, &running) == CURLM_OK else { throw .couldNotSend }
        var queued: CInt = 0
        while let message = curl_multi_info_read(multi, &queued) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = underWay.removeValue(forKey: handle)
            else { continue }
            finished.append(transfer.finish(shim_result(message)))
            guard curl_multi_remove_handle(multi, handle) == CURLM_OK else { continue }
            transfer.clear()
            if idle.count < maximumConnections { idle.append(transfer) }
        }
    }
}
