import BridgeConfiguration
import BridgeCore

/// The certificates the bridge shows to receivers, read from the files the configuration names.
enum ClientCertificateFiles {
    /// The configuration's tenants, their endpoints' certificates filled in.
    ///
    /// - Throws: `StartError`, which names key, endpoint and file.
    static func read(_ configuration: Configuration) throws -> [ConfiguredTenant] {
        try configuration.tenants.map { tenant in
            var tenant = tenant
            for place in tenant.endpoints.indices {
                let key = tenant.endpoints[place].key
                guard let files = configuration.clientCertificates[key] else { continue }
                tenant.endpoints[place].options.clientCertificate = ClientCertificate(
                    certificatePEM: try read(files.certificate, "certificate", of: key) {
                        ClientCertificate.refusal(certificatePEM: $0)
                    },
                    privateKeyPEM: try read(files.privateKey, "private_key", of: key) {
                        ClientCertificate.refusal(privateKeyPEM: $0)
                    })
            }
            return tenant
        }
    }

    private static func read(
        _ path: String, _ name: String, of endpoint: EndpointKey, refusal: (String) -> String?
    ) throws -> String {
        do {
            let text = try TextFile.read(path)
            guard let rule = refusal(text) else { return text }
            throw StartError(reason: "\(path) \(rule)")
        } catch {
            throw StartError(reason: "client_certificate.\(name) of the endpoint \(endpoint): \(error)")
        }
    }
}
