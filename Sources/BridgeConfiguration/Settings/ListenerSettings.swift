package import BridgeCore

/// Where a listener listens, and what it puts up with.
package struct ListenerSettings: Sendable, Equatable {
    /// An IP address.
    package var bind: String
    /// 0: any free port.
    package var port: Int
    /// `nil`: plain HTTP.
    package var tls: TLSFiles?
    /// Bytes of a request's body.
    package var maxBody: Int
    /// Bytes of a request's line and header fields together.
    package var maxHeader: Int
    package var maxConnections: Int
    /// 0: no limit.
    package var maxConnectionsPerAddress: Int
    /// How long a connection may stay without a request.
    package var idleTimeout: Duration
    /// How long a request may take until its header fields are complete.
    package var headerTimeout: Duration
    /// How long a request may take until its body is complete.
    package var bodyTimeout: Duration
    /// Whose `X-Forwarded-For` is believed.
    package var trustedProxies: [NetworkRange]

    package static let deviceDefaults = ListenerSettings(
        bind: "0.0.0.0", port: 8081, tls: nil, maxBody: 16 << 20, maxHeader: 16 << 10, maxConnections: 10_000,
        maxConnectionsPerAddress: 1000, idleTimeout: .seconds(120), headerTimeout: .seconds(15),
        bodyTimeout: .seconds(300), trustedProxies: [])

    package static let apiDefaults = ListenerSettings(
        bind: "127.0.0.1", port: 8080, tls: nil, maxBody: 1 << 20, maxHeader: 16 << 10, maxConnections: 1000,
        maxConnectionsPerAddress: 100, idleTimeout: .seconds(60), headerTimeout: .seconds(15),
        bodyTimeout: .seconds(30), trustedProxies: [])
}

/// A certificate and its key, both PEM files.
package struct TLSFiles: Sendable, Equatable {
    /// The certificate first, then what it was signed by.
    package var certificate: String
    package var privateKey: String
}

extension ListenerSettings {
    static func read(_ section: inout Section, defaults: ListenerSettings) -> ListenerSettings {
        let timeouts = Duration.seconds(1)...Duration.seconds(3600)
        return ListenerSettings(
            bind: section.value("bind", .bindAddress, default: defaults.bind),
            port: section.value("port", .integer(in: 0...65535), default: defaults.port),
            tls: section.section("tls") { TLSFiles.read(&$0) },
            maxBody: section.value("max_body", .size(in: 1 << 10...1 << 30), default: defaults.maxBody),
            maxHeader: section.value("max_header", .size(in: 1 << 10...1 << 20), default: defaults.maxHeader),
            maxConnections: section.value(
                "max_connections", .integer(in: 1...1_000_000), default: defaults.maxConnections),
            maxConnectionsPerAddress: section.value(
                "max_connections_per_address", .integer(in: 0...1_000_000),
                default: defaults.maxConnectionsPerAddress),
            idleTimeout: section.value(
                "idle_timeout", .duration(in: timeouts), default: defaults.idleTimeout),
            headerTimeout: section.value(
                "header_timeout", .duration(in: timeouts), default: defaults.headerTimeout),
            bodyTimeout: section.value(
                "body_timeout", .duration(in: timeouts), default: defaults.bodyTimeout),
            trustedProxies: section.list(
                "trusted_proxies", of: .network, count: 0...64, default: defaults.trustedProxies))
    }

    /// Whether the system would refuse to open both at once.
    func clashes(with other: ListenerSettings) -> Bool {
        guard port != 0, port == other.port else { return false }
        guard let mine = IPAddress(bind), let others = IPAddress(other.bind) else { return false }
        // `::` takes IPv4 as well, as Linux has it by default.
        func covers(_ one: IPAddress, _ two: IPAddress) -> Bool {
            one.bytes.allSatisfy { $0 == 0 } && (!one.isIPv4 || two.isIPv4)
        }
        return mine == others || covers(mine, others) || covers(others, mine)
    }
}

extension TLSFiles {
    static func read(_ section: inout Section) -> TLSFiles? {
        let certificate = section.optional("certificate", .path)
        let privateKey = section.optional("private_key", .path)
        switch (section.has("certificate"), section.has("private_key")) {
        case (true, false): section.refuse("private_key", "is required where certificate is set")
        case (false, true): section.refuse("certificate", "is required where private_key is set")
        case (true, true), (false, false): break
        }
        guard let certificate, let privateKey else { return nil }
        return TLSFiles(certificate: certificate, privateKey: privateKey)
    }
}
