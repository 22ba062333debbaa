import BridgeCore

/// What an address is for, as far as sending webhooks to strangers' addresses goes.
enum AddressKind {
    /// Anybody's machine on the internet.
    case `public`
    /// This machine or a network around it: loopback, RFC 1918, shared (RFC 6598), unique local (RFC 4193).
    case `private`
    /// No place for a webhook: link-local, multicast, unspecified, documentation, benchmarks, cloud metadata,
    /// and every IPv6 range that is not handed out.
    case special

    /// The kind of an address inside which no other hides (`unwrapped` went first).
    init(_ address: IPAddress) {
        let ranges = address.isIPv4 ? Self.v4 : Self.v6
        self = ranges.first { $0.range.contains(address) }?.kind ?? (address.isIPv4 ? .public : .special)
    }

    /// The IPv4 address that a translator or tunnel would send to: of `::ffff:a.b.c.d`, NAT64 (RFC 6052) and
    /// 6to4 (RFC 3056). Itself otherwise.
    static func unwrapped(_ address: IPAddress) -> IPAddress {
        let plain = address.unmapped
        guard !plain.isIPv4 else { return plain }
        if nat64.contains(plain) { return IPAddress(bytes: Array(plain.bytes[12..<16])) ?? plain }
        if sixToFour.contains(plain) { return IPAddress(bytes: Array(plain.bytes[2..<6])) ?? plain }
        return plain
    }

    private static let nat64 = known("64:ff9b::/96")
    private static let sixToFour = known("2002::/16")

    /// First match wins; nothing matching is public.
    private static let v4: [(range: NetworkRange, kind: AddressKind)] = [
        (known("0.0.0.0/8"), .special),
        (known("100.100.100.200"), .special),  // metadata of a cloud, inside the shared range
        (known("168.63.129.16"), .special),  // the same of another, in the middle of public space
        (known("10.0.0.0/8"), .private),
        (known("100.64.0.0/10"), .private),
        (known("127.0.0.0/8"), .private),
        (known("169.254.0.0/16"), .special),
        (known("172.16.0.0/12"), .private),
        (known("192.0.0.0/24"), .special),
        (known("192.0.2.0/24"), .special),
        (known("192.88.99.0/24"), .special),
        (known("192.168.0.0/16"), .private),
        (known("198.18.0.0/15"), .special),
        (known("198.51.100.0/24"), .special),
        (known("203.0.113.0/24"), .special),
        (known("224.0.0.0/3"), .special),
    ]

    /// First match wins; nothing matching is special, so that a range handed out tomorrow is not open today.
    private static let v6: [(range: NetworkRange, kind: AddressKind)] = [
        (known("::1"), .private),
        (known("fd00:ec2::/32"), .special),  // metadata of a cloud, inside the unique local range
        (known("fd20:ce::/32"), .special),  // the same of another
        (known("fc00::/7"), .private),
        (known("2001::/23"), .special),  // Teredo, ORCHID, benchmarks
        (known("2001:db8::/32"), .special),
        (known("3fff::/20"), .special),
        (known("2000::/3"), .public),
    ]

    private static func known(_ text: String) -> NetworkRange {
        guard let range = NetworkRange(text) else { preconditionFailure("not a range: \(text)") }
        return range
    }
}
