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
