/// What happens to a serial number that no tenant has claimed.
package enum UnknownDevicePolicy: Sendable, Equatable {
    /// Handshakes and polls get their normal answers, data gets 503: the terminal keeps it and sends it again
    /// once it is claimed.
    case hold
    /// It becomes this tenant's at first contact.
    case adopt(into: TenantID)
    /// 403 to everything.
    case refuse
}
