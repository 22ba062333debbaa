import Crypto

/// The configuration of a bridge under measurement.
struct BridgeSettings {
    /// Claimed terminals, `BenchmarkDevice.serial` of 0 and up.
    var devices: Int
    var receiver: Receiver?

    /// The one endpoint, at 127.0.0.1.
    struct Receiver {
        var port: UInt16
        var isEnabled: Bool
    }

    static let tenant = "bench"

    func text(dataDirectory: String, devicePort: UInt16, apiPort: UInt16) -> String {
        var lines = [
            "data_dir: \(dataDirectory)",
            "shutdown_grace: 5s",
            "log: {level: warning}",
            "device_listener: {bind: 127.0.0.1, port: \(devicePort), max_connections_per_address: 0}",
            "api_listener: {bind: 127.0.0.1, port: \(apiPort)}",
            "tenants:",
            "  - id: \(Self.tenant)",
        ]
        if let receiver {
            lines += [
                "    endpoints:",
                "      - id: receiver",
                "        url: http://127.0.0.1:\(receiver.port)/",
                "        secret: whsec_\(Base64.encode(SecureRandom.bytes(32)))",
                "        allow_private: true",
                "        max_in_flight: 64",
                "        enabled: \(receiver.isEnabled)",
            ]
        }
        lines.append("    devices:")
        lines += (0..<devices).map { "      - serial: \(BenchmarkDevice.serial($0))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
