import BridgeCore

/// Reads a configuration file's text. Pure: it opens no file and looks up no variable by itself.
package enum ConfigurationReader {
    /// The variable that holds the admin key where the file has none.
    package static let adminKeyVariable = "ADMS_BRIDGE_ADMIN_KEY"
    /// The variable that holds the key of stored secrets where the file has none.
    package static let secretsKeyVariable = "ADMS_BRIDGE_SECRETS_KEY"

    /// Bytes of a file; a longer one is refused.
    package static let maximumBytes = YAMLTree.maximumBytes

    /// The version of libyaml this program runs with, e.g. `0.2.5`.
    package static var libraryVersion: String { YAMLStream.libraryVersion }

    /// - Parameters:
    ///   - text: UTF-8, at most 1 MiB; an empty one gives the defaults.
    ///   - fileName: Stands at the beginning of every error.
    ///   - environment: What `${NAME}` is looked up in.
    package static func read(
        _ text: [UInt8], fileName: String, environment: [String: String]
    ) -> Result<Configuration, ConfigurationErrors> {
        examine(text, fileName: fileName, environment: environment).result
    }

    /// `read`, and which keys it looked for on the way (`tenants[].id`): what a file can say at all.
    package static func examine(
        _ text: [UInt8], fileName: String, environment: [String: String]
    ) -> (result: Result<Configuration, ConfigurationErrors>, knownKeys: Set<String>) {
        let tree = YAMLTree(text)
        var problems = tree.problems
        guard let written = tree.root else {
            return (.failure(ConfigurationErrors(problems, in: fileName)), [])
        }
        var interpolation = Interpolation(environment: environment)
        var root = Section(interpolation.resolve(written), path: "")
        let configuration = configuration(&root, environment: environment)
        root.finish()
        problems += interpolation.problems + root.problems
        guard problems.isEmpty else {
            return (.failure(ConfigurationErrors(problems, in: fileName)), root.knownKeys)
        }
        return (.success(configuration), root.knownKeys)
    }

    private static func configuration(_ root: inout Section, environment: [String: String]) -> Configuration {
        let (defaults, zones) = (Configuration.defaults, ZoneDirectory())
        let (deviceListener, apiListener) = listeners(&root)
        let adminKey = root.section("admin") { section in
            section.optional(
                "key", .secret(16...256), orVariable: adminKeyVariable, in: environment)
        }
        let secretsKey = root.optional(
            "secrets_key", .secretsKey, orVariable: secretsKeyVariable, in: environment)
        let delivery = root.section("delivery") { DeliverySettings.read(&$0) }
        var reading = TenantReading(requireHTTPS: delivery.requireHTTPS, zones: zones, adminKey: adminKey)
        let tenants = reading.tenants(&root)
        return Configuration(
            dataDirectory: root.value("data_dir", .path, default: defaults.dataDirectory),
            shutdownGrace: root.value(
                "shutdown_grace", .duration(in: .zero ... .seconds(3600)), default: defaults.shutdownGrace),
            log: root.section("log") { LogSettings.read(&$0) },
            deviceListener: deviceListener,
            apiListener: apiListener,
            api: root.section("api") { APISettings.read(&$0) },
            adminKey: adminKey,
            secretsKey: secretsKey,
            devices: root.section("devices") {
                DeviceSettings.read(&$0, zones: zones, tenants: tenants.map(\.id))
            },
            commands: root.section("commands") { CommandSettings.read(&$0) },
            delivery: delivery,
            retention: root.section("retention") { RetentionSettings.read(&$0) },
            tenants: tenants,
            clientCertificates: reading.clientCertificates)
    }

    /// Both listeners; where they want the same port, the one the file speaks of is at fault.
    private static func listeners(_ root: inout Section) -> (ListenerSettings, ListenerSettings) {
        let isAPIGiven = root.has("api_listener")
        func read(
            _ section: inout Section, defaults: ListenerSettings, beside other: ListenerSettings?,
            _ name: String
        ) -> ListenerSettings {
            let settings = ListenerSettings.read(&section, defaults: defaults)
            if let other, settings.clashes(with: other) {
                section.refuse("port", "must not be the port of \(name) as well, is \(settings.port)")
            }
            return settings
        }
        let device = root.section("device_listener") {
            read(
                &$0, defaults: .deviceDefaults, beside: isAPIGiven ? nil : .apiDefaults,
                "api_listener (the default)")
        }
        let api = root.section("api_listener") {
            read(&$0, defaults: .apiDefaults, beside: isAPIGiven ? device : nil, "device_listener")
        }
        return (device, api)
    }
}
