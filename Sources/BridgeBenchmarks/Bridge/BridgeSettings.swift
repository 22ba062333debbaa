import Crypto

/// The configuration of a bridge under measurement.
struct BridgeSettings {
    /// Claimed terminals, `BenchmarkDevice.serial` of 0 and up; terminal n is the n-th tenant's, in turn.
    var devices: Int
    var tenants = 1
    var endpoints: [Endpoint] = []
    /// A file of certificate authorities to trust instead of the system's.
    var authorities: String?

    /// One of a tenant's endpoints, at 127.0.0.1.
    struct Endpoint {
        var tenant = 0
        var id = "receiver"
        var port: UInt16
        var isSecure = false
        var isEnabled = true
        var maximumInFlight = 64
        /// Events in a request; 1: no batches.
        var batch = 1
    }

    static func tenant(_ number: Int) -> String { number == 0 ? "bench" : "bench\(number)" }

    func text(dataDirectory: String, devicePort: UInt16, apiPort: UInt16) -> String {
        var lines = [
            "data_dir: \(dataDirectory)",
            "shutdown_grace: 5s",
            "log: {level: error}",
            "device_listener: {bind: 127.0.0.1, port: \(devicePort), max_connections_per_address: 0}",
            "api_listener: {bind: 127.0.0.1, port: \(apiPort)}",
        ]
        if let authorities { lines.append("delivery: {authorities: \(authorities)}") }
        lines.append("tenants:")
        for tenant in 0..<tenants {
            lines.append("  - id: \(Self.tenant(tenant))")
            let endpoints = endpoints.filter { $0.tenant == tenant }
            if !endpoints.isEmpty { lines.append("    endpoints:") }
            for endpoint in endpoints { lines += Self.lines(of: endpoint) }
            lines.append("    devices:")
            lines += stride(from: tenant, to: devices, by: tenants).map { number in
                "      - serial: \(BenchmarkDevice.serial(number))"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of endpoint: Endpoint) -> [String] {
        var lines = [
            "      - id: \(endpoint.id)",
            "        url: \(endpoint.isSecure ? "https" : "http")://127.0.0.1:\(endpoint.port)/",
            "        secret: whsec_\(Base64.encode(SecureRandom.bytes(32)))",
            "        allow_private: true",
            "        max_in_flight: \(endpoint.maximumInFlight)",
            "        enabled: \(endpoint.isEnabled)",
        ]
        if endpoint.batch > 1 {
            lines.append("        batch: {max_events: \(endpoint.batch), max_wait: 100ms}")
        }
        return lines
    }
}
