/// What one listener grants its clients; everything beyond is refused or cut off.
package struct HTTPLimits: Sendable {
    /// Bytes of a request's body, after chunks are joined.
    package var maxBody: Int
    /// Bytes of memory per connection, which every idle connection keeps; bounds the head of a request.
    package var maxHeader: Int
    package var maxConnections: Int
    /// Connections of one peer address at a time; 0 = no limit.
    package var maxConnectionsPerAddress: Int
    /// Silence after which a connection is closed. Rounded up to whole seconds.
    package var idleTimeout: Duration
    /// From the start of a connection to the end of its first head; later heads get `idleTimeout` on top.
    package var headerTimeout: Duration
    /// From the end of the head to the end of the body, and again for the client to take the reply.
    package var bodyTimeout: Duration
    /// For a client whose request was refused by its head to go on sending the body, which is dropped.
    package var lingerTimeout: Duration

    package init(
        maxBody: Int = 16 << 20, maxHeader: Int = 16 << 10, maxConnections: Int = 10_000,
        maxConnectionsPerAddress: Int = 1000, idleTimeout: Duration = .seconds(120),
        headerTimeout: Duration = .seconds(15), bodyTimeout: Duration = .seconds(300),
        lingerTimeout: Duration = .seconds(10)
    ) {
        self.maxBody = maxBody
        self.maxHeader = maxHeader
        self.maxConnections = maxConnections
        self.maxConnectionsPerAddress = maxConnectionsPerAddress
        self.idleTimeout = idleTimeout
        self.headerTimeout = headerTimeout
        self.bodyTimeout = bodyTimeout
        self.lingerTimeout = lingerTimeout
    }
}
