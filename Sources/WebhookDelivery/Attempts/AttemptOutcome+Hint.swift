extension AttemptOutcome {
    /// What to make of it, in a sentence for the endpoint's owner; `nil` where there is nothing to be done.
    ///
    /// No address is in it: what a name leads to may be the operator's own affair.
    package var hint: String? {
        switch end {
        case .answered(let answer): Self.hint(answer)
        case .agreed: nil
        case .refused(let answer):
            "answered \(answer.status) to OPTIONS without the bridge's origin, or *, in WebHook-Allowed-Origin;"
                + " webhooks begin when it is there"
        case .timedOut:
            "there was no whole answer in time; answer first and do the work afterwards, and let the bridge through"
                + " your firewall"
        case .nameNotResolved: "the host name could not be resolved; check how it is written"
        case .connectFailed: "no connection could be made; nothing listens there, or a firewall is in the way"
        case .tlsFailed(let problem): Self.hint(problem)
        case .blockedAddress:
            "the host is at an address that webhooks may not be sent to (private, local or reserved)"
        case .connectionLost: "the connection ended before a whole HTTP/1.1 answer had come"
        case .invalidAddress: "the endpoint's address, or one of its headers, cannot be used"
        case .notSent: "the bridge itself was short of resources; nothing is wrong with the receiver"
        }
    }

    private static func hint(_ answer: ReceiverAnswer) -> String? {
        if answer.asksToDisable {
            return "the receiver asked not to be sent anything more (webhook-delivery: disable)"
        }
        guard !answer.isSuccess else { return nil }
        if answer.asksToAbort {
            return "the receiver asked not to be sent this event again (webhook-delivery: abort-message)"
        }
        let cause: String? =
            switch answer.status {
            case 100...199: "an interim status is no answer"
            case 300...399: "redirects are never followed: give the final address"
            case 401, 403: "check the endpoint's auth and headers, and the receiver's check of the signature"
            case 404: "check the path of the address"
            case 405: "the receiver has to take POST"
            case 410: "the endpoint is disabled until somebody enables it again"
            case 411: "the bridge always sends content-length; something in between took it away"
            case 413: "the body is too large for the receiver; smaller batches help"
            case 415: "the receiver has to take application/json"
            case 429: "the receiver asked for a pause; rate_limit keeps the bridge below its limit"
            default: nil
            }
        return cause.map { "answered \(answer.status); \($0)" }
    }

    private static func hint(_ problem: TLSProblem) -> String {
        switch problem {
        case .expired: "the receiver's certificate has expired, or is not valid yet"
        case .untrusted:
            "the receiver's certificate is not signed by an authority the bridge trusts; a self-signed one, or one"
                + " sent without its intermediates, is not enough"
        case .wrongHost: "the receiver's certificate is for another host name"
        case .clientCertificate:
            "the receiver did not get a client certificate it takes; check the endpoint's client certificate and"
                + " key"
        case .handshake: "the TLS handshake failed; the receiver has to speak TLS 1.2 or newer"
        }
    }
}
