package import BridgeCore

/// Something a lane wants to know from the store.
package enum PlannedRead: Sendable, Equatable {
    /// The next events of a tenant's log.
    case log(lane: Int, tenant: TenantID, after: Int64, limit: Int, showing: Set<Attachment.Kind>)
    /// Waiting events that are due.
    case due(
        lane: Int, endpoint: EndpointKey, limit: Int, excluding: Set<Int64>, showing: Set<Attachment.Kind>)
}
