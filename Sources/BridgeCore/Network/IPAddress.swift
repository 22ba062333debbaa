import Glibc

/// An IP address: 4 bytes (IPv4) or 16 (IPv6), network order.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// `nil` unless there are 4 or 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// From `192.0.2.1` or `2001:db8::1`; no zone, no port, no brackets.
    package init?(_ text: String) {
        var parsed = [UInt8](repeating: 0, count: 16)
        let family = text.contains(":") ? AF_INET6 : AF_INET
        // C would stop at a NUL and take what stands before it for the whole.
        guard !text.utf8.contains(0), inet_pton(family, text, &parsed) == 1 else { return nil }
        bytes = family == AF_INET ? Array(parsed.prefix(4)) : parsed
    }

    /// From a host as an address of the web names it: in brackets or not, and of IPv4 also the forms that programs
    /// take for one, such as `127.1`, `0x7f000001` or `2130706433`. `nil` where it is a name to be looked up.
    package init?(host: String) {
        let bare =
            host.hasPrefix("[")
            ? host.dropFirst().dropLast() : host.hasSuffix(".") ? host.dropLast() : host[...]
        if let address = IPAddress(String(bare)) {
            self = address
            return
        }
        var parsed = in_addr()
        guard !bare.utf8.contains(0), inet_aton(String(bare), &parsed) != 0 else { return nil }
        bytes = withUnsafeBytes(of: parsed.s_addr) { Array($0) }
    }

    package var isIPv4: Bool { bytes.count == 4 }

    /// The IPv4 address inside `::ffff:a.b.c.d`, itself otherwise.
    package var unmapped: IPAddress {
        guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff,
            bytes[11] == 0xff
        else { return self }
        return IPAddress(bytes: Array(bytes.suffix(4))) ?? self
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isIPv4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// A block of addresses in CIDR notation, e.g. `10.0.0.0/8`.
package struct NetworkRange: Hashable, Sendable, CustomStringConvertible {
    package let base: IPAddress
    /// Leading bits that count.
    package let prefix: Int

    /// From `address/bits`, or one address alone; `nil` where bits beyond the prefix are set, for that is a typing
    /// error more often than not.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = IPAddress(String(parts[0])) else { return nil }
        let width = base.bytes.count * 8
        var prefix = width
        if parts.count == 2 {
            guard let bits = Int(parts[1]), 0...width ~= bits, String(bits) == parts[1] else { return nil }
            prefix = bits
        }
        self.base = base
        self.prefix = prefix
        let hostBits = base.bytes.enumerated().contains { place, byte in
            byte & ~Self.mask(ofByte: place, prefix: prefix) != 0
        }
        guard !hostBits else { return nil }
    }

    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        return zip(address.bytes, base.bytes).enumerated().allSatisfy { place, pair in
            pair.0 & Self.mask(ofByte: place, prefix: prefix) == pair.1
        }
    }

    /// The IPv4 block that a block of mapped addresses, like `::ffff:10.0.0.0/104`, stands for; any other itself.
    package var unmapped: NetworkRange {
        guard !base.isIPv4, base.unmapped.isIPv4, prefix >= 96 else { return self }
        return NetworkRange("\(base.unmapped)/\(prefix - 96)") ?? self
    }

    private static func mask(ofByte place: Int, prefix: Int) -> UInt8 {
        let bits = min(8, max(0, prefix - place * 8))
        return bits == 0 ? 0 : UInt8(truncatingIfNeeded: 0xff << (8 - bits))
    }

    package static let rule =
        "an address block like 10.0.0.0/8 or fd00::/8, with no bits set beyond the prefix"
    package var description: String { "\(base)/\(prefix)" }
}
