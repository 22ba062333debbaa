import BridgeCore

extension Writer {
    /// Makes a terminal nobody's. What its owner said of it is forgotten, and when and from where it was heard; what
    /// stays of what it told about itself, `DeviceProfile.changeHands` says for the store and the memory alike.
    func disown(_ serial: SerialNumber) throws(SQLiteError) {
        let select = try database.statement("SELECT profile FROM devices WHERE serial = ?1")
        try select.bind(1, serial.text)
        guard let text = try select.first({ $0.text(0) }) else { return }
        var profile = ProfileText.read(text)
        profile.changeHands()
        let update = try database.statement(
            """
            UPDATE devices SET tenant = NULL, name = NULL, zone = NULL, sealed_comm_key = NULL, charset = NULL,
                networks = NULL, is_managed = 0, claimed_at = NULL, is_online = 0,
                first_seen = NULL, last_seen = NULL, address = NULL, profile = ?2
            WHERE serial = ?1
            """)
        try update.bind(1, serial.text)
        try update.bind(2, ProfileText.write(profile))
        try update.run()
    }
}
