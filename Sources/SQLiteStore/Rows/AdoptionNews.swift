import BridgeCore

/// What a configuration file changed when it was read, for the audit and for who delivers.
struct AdoptionNews {
    enum Kind: String, CaseIterable {
        case taken = "tenant_taken"
        case renamed = "tenant_renamed"
        /// It stands in the file no more, and is the API's to change or remove.
        case left = "tenant_left"
        case keysAdded = "keys_added"
        case keysChanged = "keys_changed"
        case keysEnded = "keys_ended"
        case endpointsAdded = "endpoints_added"
        case endpointsChanged = "endpoints_changed"
        case endpointsDisabled = "endpoints_disabled"
        case devicesClaimed = "devices_claimed"
        case devicesChanged = "devices_changed"
        case devicesReleased = "devices_released"
    }

    /// Endpoints about which anything changed.
    var endpoints: Set<EndpointKey> = []
    private var names: [String: [Kind: [String]]] = [:]

    mutating func add(_ kind: Kind, _ name: String, of tenant: String) {
        names[tenant, default: [:]][kind, default: []].append(name)
    }

    /// One note for each tenant about which anything changed.
    func notes(at now: Instant) -> [ChangeNote] {
        names.sorted { $0.key < $1.key }.map { tenant, changes in
            var details = JSONObject()
            for kind in Kind.allCases {
                guard let names = changes[kind] else { continue }
                details[kind.rawValue] = .array(names.prefix(ChangeNote.maximumNamed).map(JSON.string))
                if names.count > ChangeNote.maximumNamed {
                    details[kind.rawValue + "_count"] = JSON(names.count)
                }
            }
            return ChangeNote(
                at: now, tenant: TenantID(tenant), actor: ChangeNote.configuration, address: "",
                requestID: "",
                action: "configuration file", object: "/v1/tenants/\(tenant)", fields: [], details: details)
        }
    }
}
