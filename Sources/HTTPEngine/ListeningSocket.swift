import Glibc

/// A bound and listening TCP socket, made here rather than by the library for the sake of its options.
struct ListeningSocket {
    let descriptor: Int32
    /// The real one where 0 was asked for.
    let port: UInt16

    private enum Endpoint {
        case v4(sockaddr_in)
        case v6(sockaddr_in6)
    }

    /// - Parameter address: numeric, IPv4 or IPv6; `::` takes IPv4 as well.
    static func open(address: String, port: UInt16) throws(HTTPServerError) -> ListeningSocket {
        guard let endpoint = endpoint(address, port) else {
            throw .addressInvalid(address: address, rule: "is not a numeric IPv4 or IPv6 address")
        }
        let family: Int32
        switch endpoint {
        case .v4: family = AF_INET
        case .v6: family = AF_INET6
        }
        let descriptor = socket(
            family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotListen(reason: systemReason("socket")) }
        do throws(HTTPServerError) {
            try setUp(descriptor, family: family)
            try bindAndListen(descriptor, endpoint, address: address, port: port)
            return ListeningSocket(descriptor: descriptor, port: try boundPort(descriptor))
        } catch {
            _ = close(descriptor)
            throw error
        }
    }

    private static func endpoint(_ address: String, _ port: UInt16) -> Endpoint? {
        var v4 = sockaddr_in()
        if inet_pton(AF_INET, address, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            return .v4(v4)
        }
        var v6 = sockaddr_in6()
        if inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            return .v6(v6)
        }
        return nil
    }

    private static func setUp(_ descriptor: Int32, family: Int32) throws(HTTPServerError) {
        try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR")
        // Accepted sockets inherit it, so that no part of a reply waits for the client to acknowledge another.
        try set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1, "TCP_NODELAY")
        if family == AF_INET6 { try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0, "IPV6_V6ONLY") }
    }

    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32, _ name: String
    ) throws(HTTPServerError) {
        var value = value
        guard setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw .cannotListen(reason: systemReason(name))
        }
    }

    private static func bindAndListen(
        _ descriptor: Int32, _ endpoint: Endpoint, address: String, port: UInt16
    ) throws(HTTPServerError) {
        let bound =
            switch endpoint {
            case .v4(var address): withSocketAddress(&address) { bind(descriptor, $0, $1) }
            case .v6(var address): withSocketAddress(&address) { bind(descriptor, $0, $1) }
            }
        guard bound == 0, listen(descriptor, SOMAXCONN) == 0 else {
            switch errno {
            case EADDRINUSE: throw .addressInUse(address: address, port: port)
            case EADDRNOTAVAIL:
                throw .addressInvalid(address: address, rule: "is not an address of this machine")
            default: throw .cannotListen(reason: systemReason("port \(port) on \(address)"))
            }
        }
    }

    private static func boundPort(_ descriptor: Int32) throws(HTTPServerError) -> UInt16 {
        // Both families keep the port at the same place.
        var address = sockaddr_in6()
        let result = withSocketAddress(&address) { address, size in
            var size = size
            return getsockname(descriptor, address, &size)
        }
        guard result == 0 else { throw .cannotListen(reason: systemReason("getsockname")) }
        return UInt16(bigEndian: address.sin6_port)
    }

    private static func withSocketAddress<Address>(
        _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                body(address, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
