import BridgeCore

/// What the commands that one transaction moved have set off, to be told once it is committed.
struct CommandMoves: Sendable {
    /// Whose logs have grown.
    var tenants: Set<TenantID> = []
    /// The commands that are in another state now.
    var changed: Set<CommandNumber> = []
    /// Terminals for which there is something to fetch now.
    var waiting: Set<SerialNumber> = []
}
