package import BridgeCore

/// Everything an operator can set (contract section 2), checked and with defaults filled in.
package struct Configuration: Sendable, Equatable {
    /// Where the store lives; as written, so relative to the folder the program runs in.
    package var dataDirectory: String
    /// How long a stop waits for requests and deliveries under way.
    package var shutdownGrace: Duration
    package var log: LogSettings
    /// For terminals.
    package var deviceListener: ListenerSettings
    /// For people and their programs.
    package var apiListener: ListenerSettings
    package var api: APISettings
    /// `nil`: neither the file nor the environment has one.
    package var adminKey: String?
    /// 32 bytes that lock away the secrets in the store; `nil`: neither the file nor the environment has them.
    package var secretsKey: [UInt8]?
    package var devices: DeviceSettings
    package var commands: CommandSettings
    package var delivery: DeliverySettings
    package var retention: RetentionSettings
    package var tenants: [ConfiguredTenant]
    /// Where endpoints of `tenants` have their client certificate and its key. Whoever starts the bridge reads the
    /// files into `EndpointOptions.clientCertificate`.
    package var clientCertificates: [EndpointKey: TLSFiles]

    package static let defaults = Configuration(
        dataDirectory: "./data", shutdownGrace: .seconds(20), log: .defaults,
        deviceListener: .deviceDefaults, apiListener: .apiDefaults, api: .defaults, adminKey: nil,
        secretsKey: nil,
        devices: .defaults, commands: .defaults, delivery: .defaults, retention: .defaults, tenants: [],
        clientCertificates: [:])
}
