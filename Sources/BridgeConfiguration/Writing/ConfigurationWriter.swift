import BridgeCore

/// Writes a configuration as the file that would give it: every key, defaults filled in, secrets as `***`.
package enum ConfigurationWriter {
    /// Reads back as the same configuration, secrets aside.
    package static func text(of configuration: Configuration) -> String {
        var file = YAMLWriter()
        file.text("data_dir", configuration.dataDirectory)
        file.duration("shutdown_grace", configuration.shutdownGrace)
        file.mapping("log") { log in
            log.word("level", configuration.log.level.name)
            log.word("format", configuration.log.format.rawValue)
        }
        file.mapping("device_listener") { write(configuration.deviceListener, to: &$0) }
        file.mapping("api_listener") { write(configuration.apiListener, to: &$0) }
        file.mapping("api") { api in
            api.word("key_rate", configuration.api.keyRate)
            api.word("admin_rate", configuration.api.adminRate)
            api.texts("allowed_origins", configuration.api.allowedOrigins.map(\.text))
        }
        file.mapping("admin") { $0.secret("key", isSet: configuration.adminKey != nil) }
        file.secret("secrets_key", isSet: configuration.secretsKey != nil)
        file.mapping("devices") { write(configuration.devices, to: &$0) }
        file.mapping("commands") { commands in
            commands.word("operator_types", configuration.commands.operatorTypes)
            commands.duration("answer_within", configuration.commands.answerWithin)
        }
        file.mapping("delivery") { write(configuration.delivery, to: &$0) }
        file.mapping("retention") { retention in
            retention.duration("events", configuration.retention.events)
            retention.duration("attempts", configuration.retention.attempts)
            retention.duration("dedupe", configuration.retention.dedupe)
            retention.duration("rejects", configuration.retention.rejects)
            retention.word(
                "max_backlog_age", configuration.retention.maxBacklogAge.map(DurationText.text) ?? "never")
            retention.word("min_free_disk", SizeText.text(of: configuration.retention.minimumFreeDisk))
        }
        file.mappings("tenants", configuration.tenants) {
            write($1, certificates: configuration.clientCertificates, to: &$0)
        }
        return file.text
    }

    private static func write(_ listener: ListenerSettings, to section: inout YAMLWriter) {
        section.text("bind", listener.bind)
        section.word("port", listener.port)
        section.mapping("tls") { tls in
            tls.text("certificate", listener.tls?.certificate)
            tls.text("private_key", listener.tls?.privateKey)
        }
        section.word("max_body", SizeText.text(of: listener.maxBody))
        section.word("max_header", SizeText.text(of: listener.maxHeader))
        section.word("max_connections", listener.maxConnections)
        section.word("max_connections_per_address", listener.maxConnectionsPerAddress)
        section.duration("idle_timeout", listener.idleTimeout)
        section.duration("header_timeout", listener.headerTimeout)
        section.duration("body_timeout", listener.bodyTimeout)
        section.texts("trusted_proxies", listener.trustedProxies.map(\.description))
    }

    private static func write(_ devices: DeviceSettings, to section: inout YAMLWriter) {
        let (policy, adopter) =
            switch devices.unknown {
            case .hold: ("hold", DeviceSettings.defaultAdopter)
            case .adopt(let tenant): ("adopt", tenant.text)
            case .refuse: ("refuse", DeviceSettings.defaultAdopter)
            }
        section.word("unknown", policy)
        section.text("adopt_into", adopter)
        section.word("adopt_per_hour", devices.adoptionsPerHour)
        section.text("default_time_zone", devices.defaultTimeZone)
        section.duration("offline_after", devices.offlineAfter)
        section.word("commands_per_answer", devices.commandsPerAnswer)
        section.word("bytes_per_answer", SizeText.text(of: devices.bytesPerAnswer))
        section.word("mobile_commands_per_answer", devices.mobileCommandsPerAnswer)
        section.word("mobile_bytes_per_answer", SizeText.text(of: devices.mobileBytesPerAnswer))
    }

    private static func write(_ delivery: DeliverySettings, to section: inout YAMLWriter) {
        section.duration("timeout", delivery.timeout)
        section.duration("connect_timeout", delivery.connectTimeout)
        section.words("retry_schedule", delivery.retrySchedule.map(DurationText.text))
        section.word("max_in_flight", delivery.maxInFlight)
        section.word("require_https", delivery.requireHTTPS)
        section.texts("allow_private_networks", delivery.allowPrivateNetworks.map(\.description))
        section.text("origin", delivery.origin)
        section.text("authorities", delivery.authorities)
    }

    private static func write(
        _ tenant: ConfiguredTenant, certificates: [EndpointKey: TLSFiles], to section: inout YAMLWriter
    ) {
        section.text("id", tenant.id.text)
        section.text("name", tenant.name)
        section.mappings("keys", tenant.keys) { key, value in
            key.text("id", value.id)
            key.secret("key", isSet: true)
            key.texts("scopes", value.scopes.map(\.rawValue).sorted())
        }
        section.mappings("endpoints", tenant.endpoints) { endpoint, value in
            EndpointWriter.write(value, certificate: certificates[value.key], to: &endpoint)
        }
        section.mappings("devices", tenant.devices) { device, value in
            device.text("serial", value.serial.text)
            device.text("name", value.name)
            device.text("time_zone", value.zoneName)
            device.secret("comm_key", isSet: value.commKey != nil)
            device.text("charset", value.charset?.name)
            if let networks = value.networks { device.texts("networks", networks.map(\.description)) }
        }
    }
}

extension YAMLWriter {
    mutating func duration(_ key: String, _ value: Duration) {
        word(key, DurationText.text(of: value))
    }

    mutating func secret(_ key: String, isSet: Bool) { text(key, isSet ? "***" : nil) }
}
