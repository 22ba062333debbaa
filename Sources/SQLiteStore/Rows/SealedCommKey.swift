import BridgeCore
import Crypto

/// A terminal's key, kept only sealed.
enum SealedCommKey {
    static func seal(_ commKey: String, of serial: SerialNumber, by key: SealingKey) -> [UInt8] {
        key.seal(Array(commKey.utf8), context: "device/\(serial)")
    }

    /// `nil` where it was sealed with another key or for another terminal.
    static func open(_ sealed: [UInt8], of serial: SerialNumber, by key: SealingKey) -> String? {
        key.open(sealed, context: "device/\(serial)").map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Writer {
    /// Whether this is the key that a terminal has, which may be none. Sealed keys themselves cannot be compared:
    /// they are never the same twice.
    func isCommKey(_ commKey: String?, of serial: SerialNumber) throws(SQLiteError) -> Bool {
        let select = try database.statement("SELECT sealed_comm_key FROM devices WHERE serial = ?1")
        try select.bind(1, serial.text)
        guard let sealed = try select.first({ $0.optionalBytes(0) }) ?? nil else { return commKey == nil }
        return commKey != nil && SealedCommKey.open(sealed, of: serial, by: sealing) == commKey
    }
}
