import BridgeCore
import Crypto

/// Reads `tenants`, and sees what no single tenant can: names and serials taken twice.
struct TenantReading {
    let requireHTTPS: Bool
    let zones: ZoneDirectory
    /// Who took a name first, by what it names.
    private var takenBy: [Claim: String] = [:]
    /// The files of endpoints that show a certificate of their own.
    private(set) var clientCertificates: [EndpointKey: TLSFiles] = [:]

    /// What may be taken only once.
    private enum Claim: Hashable {
        case tenant(TenantID)
        case endpoint(EndpointKey)
        case serial(SerialNumber)
        case keyName(TenantID, String)
        case key(digest: [UInt8])
    }

    /// - Parameter adminKey: No tenant may have it.
    init(requireHTTPS: Bool, zones: ZoneDirectory, adminKey: String?) {
        self.requireHTTPS = requireHTTPS
        self.zones = zones
        if let adminKey { takenBy[.key(digest: SHA256.digest(Array(adminKey.utf8)))] = "admin.key" }
    }

    mutating func tenants(_ root: inout Section) -> [ConfiguredTenant] {
        root.sections("tenants", count: 0...10_000) { tenant(&$0) }
    }

    private mutating func tenant(_ section: inout Section) -> ConfiguredTenant? {
        let id = section.required("id", .form(TenantID.rule) { TenantID($0) })
        if let id { claim(.tenant(id), in: &section, "id", "\"\(id)\" is the id of") }
        let name = section.optional("name", .text(maximum: 200))
        let keys = section.sections("keys", count: 0...1000) { key(&$0, of: id) }
        let endpoints = section.sections("endpoints", count: 0...1000) { endpoint(&$0, of: id) }
        let devices = section.sections("devices", count: 0...100_000) { device(&$0) }
        guard let id else { return nil }
        return ConfiguredTenant(
            id: id, name: name ?? id.text, keys: keys, endpoints: endpoints, devices: devices)
    }

    private mutating func key(_ section: inout Section, of tenant: TenantID?) -> TenantKey? {
        let id = section.required("id", .form(EndpointID.rule) { EndpointID($0)?.text })
        if let tenant, let id { claim(.keyName(tenant, id), in: &section, "id", "\"\(id)\" is the id of") }
        let digest = section.required("key", .apiKey).map { SHA256.digest(Array($0.utf8)) }
        if let digest { claim(.key(digest: digest), in: &section, "key", "the same key is") }
        let scopes = section.list(
            "scopes", of: .choice(KeyScope.allCases.map { ($0.rawValue, $0) }),
            count: 1...KeyScope.allCases.count,
            default: KeyScope.allCases)
        guard let tenant, let id, let digest else { return nil }
        return TenantKey(tenant: tenant, id: id, digest: digest, scopes: Set(scopes))
    }

    private mutating func endpoint(_ section: inout Section, of tenant: TenantID?) -> WebhookEndpoint? {
        let id = section.required("id", .form(EndpointID.rule) { EndpointID($0) })
        let key = tenant.flatMap { tenant in id.map { EndpointKey(tenant: tenant, id: $0) } }
        if let key { claim(.endpoint(key), in: &section, "id", "\"\(key.id)\" is the id of") }
        let allowsPrivate = section.value("allow_private", .boolean, default: false)
        let url = section.required("url", .webhookURL(allowingPlain: allowsPrivate || !requireHTTPS))
        let secret = section.required("secret", .signingSecret)
        let previous = section.list("previous_secrets", of: .signingSecret, count: 0...9, default: [])
        for (place, old) in previous.enumerated() where old == secret || previous[..<place].contains(old) {
            section.refuse("previous_secrets", "must have none of the endpoint's secrets twice")
        }
        let patterns = section.list("event_types", of: .eventPattern, count: 1...100, default: [.all])
        let serials = section.list("devices", of: .serialOrAll, count: 1...100_000, default: [.all])
        let isEnabled = section.value("enabled", .boolean, default: true)
        let maximumInFlight = section.value("max_in_flight", .integer(in: 1...10_000), default: 16)
        var shows: Set<Attachment.Kind> = []
        if section.value("include_biometrics", .boolean, default: false) { shows.insert(.biometric) }
        if section.value("include_photos", .boolean, default: false) { shows.insert(.photo) }
        let name = section.optional("name", .text(maximum: 200))
        let options = EndpointOptions.read(&section)
        let certificate = section.optionalSection("client_certificate", TLSFiles.read)
        if let url {
            let hasCertificate = certificate != nil
            for found in options.contradictions(isSecure: url.isSecure, hasCertificate: hasCertificate) {
                section.refuse(found.refusal.key, found.refusal.rule)
            }
        }
        guard let key, let url, let secret else { return nil }
        clientCertificates[key] = certificate
        return WebhookEndpoint(
            key: key, url: url, secrets: ([secret] + previous).map { EndpointSecret($0) }, patterns: patterns,
            serials: serials.contains(.all) ? nil : Set(serials.compactMap(\.serial)),
            allowsPrivate: allowsPrivate, isEnabled: isEnabled, maximumInFlight: maximumInFlight,
            shows: shows, options: options, name: name)
    }

    private mutating func device(_ section: inout Section) -> ConfiguredDevice? {
        let serial = section.required("serial", .form(SerialNumber.rule) { SerialNumber($0) })
        if let serial { claim(.serial(serial), in: &section, "serial", "\"\(serial)\" is claimed by") }
        if let serial, serial.isReserved {
            section.refuse("serial", "must not be \"\(serial)\", a reserved word")
        }
        let name = section.optional("name", .text(maximum: 200))
        let zoneName = section.optional("time_zone", .timeZone(zones))
        let commKey = section.optional("comm_key", .secret(1...64))
        let charset = section.optional("charset", .form(Charset.rule) { Charset(name: $0) })
        let networks = section.list("networks", of: .network, count: 1...64, default: nil)
        guard let serial else { return nil }
        return ConfiguredDevice(
            serial: serial, name: name, zoneName: zoneName, commKey: commKey, charset: charset,
            networks: networks)
    }

    private mutating func claim(_ claim: Claim, in section: inout Section, _ key: String, _ words: String) {
        if let owner = takenBy[claim] {
            section.refuse(key, "must be taken only once; \(words) \(owner)")
        } else {
            takenBy[claim] = "\(section.path) (line \(section.line(of: key)))"
        }
    }
}

/// A terminal an endpoint wants events of, or `*`.
enum SerialOrAll: Hashable {
    case all
    case one(SerialNumber)

    var serial: SerialNumber? {
        switch self {
        case .all: nil
        case .one(let serial): serial
        }
    }
}

extension Rule where Value == SerialOrAll {
    static var serialOrAll: Rule {
        form("\"*\" or a serial number: \(SerialNumber.rule)") { text in
            text == "*" ? .all : SerialNumber(text).map(SerialOrAll.one)
        }
    }
}
