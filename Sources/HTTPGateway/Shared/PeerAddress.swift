import BridgeCore
import HTTPEngine

/// Where a request really came from.
enum PeerAddress {
    /// The connection's address, or, where that is a proxy we trust, the last address in `X-Forwarded-For` that
    /// is not one of ours.
    static func of(_ request: borrowing HTTPRequest, trusting proxies: [NetworkRange]) -> String {
        let peer = request.remoteAddress
        guard !proxies.isEmpty, isTrusted(peer, proxies),
            let forwarded = request.header("X-Forwarded-For")
        else { return peer }
        let hops = forwarded.split(separator: ",").suffix(16).map { hop in
            String(hop.drop { $0 == " " }.prefix { $0 != " " })
        }
        for hop in hops.reversed() {
            // What a client wrote itself stands further left; a hop that is no address ends the belief.
            guard let address = IPAddress(hop) else { return peer }
            if !isTrusted(hop, proxies) { return address.unmapped.description }
        }
        return peer
    }

    private static func isTrusted(_ text: String, _ proxies: [NetworkRange]) -> Bool {
        guard let address = IPAddress(text)?.unmapped else { return false }
        return proxies.contains { $0.contains(address) }
    }
}
