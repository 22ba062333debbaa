import BridgeCore
import HTTPEngine

/// Where a request really came from.
enum PeerAddress {
    /// The connection's address, or, where that is a proxy we trust, the last address in `X-Forwarded-For` that
    /// is not one of ours.
    static func of(_ request: borrowing HTTPRequest, trusting proxies: [NetworkRange]) -> String {
        let peer = request.remoteAddress
        guard !proxies.isEmpty, isTrusted(IPAddress(peer)?.unmapped, proxies) else { return peer }
        // A proxy may write a line of its own instead of adding to the one there is: all of them are one list.
        let hops = request.headers("X-Forwarded-For").flatMap { $0.split(separator: ",") }
        for hop in hops.suffix(16).reversed() {
            // What a client wrote itself stands further left; a hop that is no address ends the belief.
            guard let address = address(ofHop: hop)?.unmapped else { return peer }
            if !isTrusted(address, proxies) { return address.description }
        }
        return peer
    }

    /// Of `192.0.2.1`, `192.0.2.1:5555`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:443`.
    private static func address(ofHop hop: Substring) -> IPAddress? {
        let isBlank = { (letter: Character) in letter == " " || letter == "\t" }
        var text = hop.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let (inside, rest) = (text[text.index(after: text.startIndex)..<end], text[end...].dropFirst())
            guard inside.contains(":"), rest.isEmpty || isPort(rest) else { return nil }
            return IPAddress(String(inside))
        }
        if let colon = text.firstIndex(of: ":"), !text[text.index(after: colon)...].contains(":") {
            guard isPort(text[colon...]) else { return nil }
            text = text[..<colon]
        }
        return IPAddress(String(text))
    }

    private static func isPort(_ text: Substring) -> Bool {
        let digits = text.dropFirst()
        return text.first == ":" && digits.utf8.allSatisfy { 0x30...0x39 ~= $0 } && UInt16(digits) != nil
    }

    private static func isTrusted(_ address: IPAddress?, _ proxies: [NetworkRange]) -> Bool {
        guard let address else { return false }
        return proxies.contains { $0.unmapped.contains(address) }
    }
}
