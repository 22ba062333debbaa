import BridgeCore
import Crypto

/// How a store comes to keep no secret in the open.
extension Writer {
    private static let knownText = Array("adms-bridge".utf8)
    private static let context = "check"

    /// Seals what a version before sealing left in the open, once, and wipes it.
    ///
    /// - Returns: Whether the key is the one that sealed what is there; if not, nothing was changed.
    func sealSecrets() throws(SQLiteError) -> Bool {
        let check = try database.prepare("SELECT sealed FROM seals WHERE name = 'check'").first {
            $0.bytes(0)
        }
        if let check { return sealing.open(check, context: Self.context) == Self.knownText }
        // FAST wipes inside the pages that are written anyway, not those that become free.
        try database.execute("PRAGMA secure_delete = ON")
        defer { try? database.execute("PRAGMA secure_delete = FAST") }
        let wiped = try transaction { () throws(SQLiteError) in
            let insert = try database.prepare("INSERT INTO seals (name, sealed) VALUES ('check', ?1)")
            try insert.bind(1, sealing.seal(Self.knownText, context: Self.context))
            try insert.run()
            let endpoints = try sealEndpoints()
            let devices = try sealDevices()
            return endpoints || devices
        }
        // The write-ahead log of the version before may have it too.
        if wiped { _ = try database.checkpoint(waitingForReaders: 1000) }
        return true
    }

    /// - Returns: Whether there was anything to seal.
    private func sealEndpoints() throws(SQLiteError) -> Bool {
        let plain = try database.prepare(
            """
            SELECT endpoints.number, tenants.id, endpoints.id, settings
            FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant WHERE sealed IS NULL
            """
        ).rows { row throws(SQLiteError) in
            (number: row.integer(0), tenant: row.text(1), id: row.text(2), settings: row.text(3))
        }
        if plain.isEmpty { return false }
        try database.execute("CREATE TEMP TABLE kept AS SELECT * FROM endpoints")
        let update = try database.prepare("UPDATE kept SET settings = ?2, sealed = ?3 WHERE number = ?1")
        for row in plain {
            // What cannot be read stays as it is, for somebody to look at; who asks for lanes is told.
            guard let tenant = TenantID(row.tenant), let id = EndpointID(row.id),
                case .object(var settings)? = try? JSONReader.read(Array(row.settings.utf8)),
                let texts = settings["secrets"]?.strings
            else { continue }
            var secrets = EndpointSecrets()
            secrets.signing = texts.compactMap { SigningSecret($0).map { EndpointSecret($0) } }
            guard secrets.signing.count == texts.count else { continue }
            settings["secrets"] = nil
            try update.bind(1, row.number)
            try update.bind(2, JSON.object(settings).text)
            try update.bind(3, secrets.sealed(for: EndpointKey(tenant: tenant, id: id), by: sealing))
            try update.run()
        }
        try replace("endpoints")
        return true
    }

    private func sealDevices() throws(SQLiteError) -> Bool {
        let plain = try database.prepare("SELECT serial, comm_key FROM devices WHERE comm_key IS NOT NULL")
            .rows { row throws(SQLiteError) in (serial: row.text(0), commKey: row.text(1)) }
        if plain.isEmpty { return false }
        try database.execute("CREATE TEMP TABLE kept AS SELECT * FROM devices")
        let update = try database.prepare(
            "UPDATE kept SET comm_key = NULL, sealed_comm_key = ?2 WHERE serial = ?1")
        for row in plain {
            guard let serial = SerialNumber(row.serial) else { continue }
            try update.bind(1, row.serial)
            try update.bind(2, SealedCommKey.seal(row.commKey, of: serial, by: sealing))
            try update.run()
        }
        try replace("devices")
        return true
    }

    /// Takes every row out of a table, so that each of its pages is wiped, and puts in those of `kept`, which is
    /// in memory only.
    private func replace(_ table: String) throws(SQLiteError) {
        try database.execute(
            "DELETE FROM main.\(table); INSERT INTO main.\(table) SELECT * FROM kept; DROP TABLE kept")
    }
}
