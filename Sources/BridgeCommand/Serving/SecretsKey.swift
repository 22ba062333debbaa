import BridgeCore
import Crypto
import Glibc

/// The key that secrets are kept under in the store: given, or made once and kept in `data_dir/secrets.key`.
enum SecretsKey {
    /// Looks for the key before the store is opened: what the store seals must never outlive its only key.
    ///
    /// - Parameters:
    ///   - bytes: 32 of them, from the configuration; `nil`: it has none.
    ///   - directory: The data directory, which is made if it is missing.
    /// - Returns: The key, and the file it was just written to if it is new.
    static func find(
        given bytes: [UInt8]?, in directory: String
    ) throws -> (key: SealingKey, newFile: String?) {
        if let bytes {
            guard let key = SealingKey(bytes: bytes) else {
                throw StartError(reason: "secrets_key must be \(SealingKey.rule)")
            }
            return (key, nil)
        }
        let path = directory + "/secrets.key"
        if access(path, F_OK) == 0 {
            guard let key = SealingKey(String(try TextFile.read(path).prefix { !$0.isWhitespace })) else {
                throw StartError(reason: "\(path) holds no usable key: it must be \(SealingKey.rule)")
            }
            return (key, nil)
        }
        if mkdir(directory, 0o700) != 0 && errno != EEXIST {
            throw StartError(
                reason: "the directory \(directory) cannot be made: \(String(cString: strerror(errno)))")
        }
        let key = SealingKey.random()
        // Whole or not at all, also when the power fails: a key that is cut short would be lost with all it sealed.
        let draft = path + ".new"
        unlink(draft)
        try TextFile.create(draft, text: key.revealed + "\n", mode: 0o600)
        guard rename(draft, path) == 0 else {
            throw StartError(reason: "cannot create \(path): \(String(cString: strerror(errno)))")
        }
        try keepNames(in: directory)
        return (key, path)
    }

    /// Takes back a key that was just made, where there is a store that another one belongs to.
    static func discard(_ file: String) { unlink(file) }

    /// Waits until the disk has what the directory lists.
    private static func keepNames(in directory: String) throws {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StartError(reason: "cannot open \(directory): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw StartError(reason: "cannot write \(directory): \(String(cString: strerror(errno)))")
        }
    }
}
