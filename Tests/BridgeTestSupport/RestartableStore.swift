package import BridgeCore

/// Everything a store promises.
package typealias BridgeStore = ChangeLog & CommandQueue & DeviceBook & EndpointBook & EventIntake
    & EventLibrary
    & Housekeeping & KeyBook & Outbox & Registry & TenantBook

/// A store as the program holds it: it can be listened to and closed.
package protocol RestartableStore: BridgeStore {
    func onNewEvents(_ listen: @escaping @Sendable (Set<TenantID>) -> Void)
    func close()
}
