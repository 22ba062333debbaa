import BridgeConfiguration
import BridgeCore
import Crypto
import Glibc

/// The key that may do everything: from the configuration, or made once and kept in `data_dir/admin.key`.
enum AdminKey {
    /// - Returns: The key, and the file it was just written to if it is new.
    static func find(_ configuration: Configuration) throws -> (key: String, newFile: String?) {
        if let key = configuration.adminKey { return (key, nil) }
        let path = configuration.dataDirectory + "/admin.key"
        if access(path, F_OK) == 0 {
            let text = try TextFile.read(path).prefix { !$0.isWhitespace }
            guard text.utf8.count >= 16 else {
                throw StartError(
                    reason: "\(path) holds no usable key: it must be at least 16 characters long")
            }
            return (String(text), nil)
        }
        let key = "abk_" + Base64.encodeURLSafe(SecureRandom.bytes(32))
        try TextFile.create(path, text: key + "\n", mode: 0o600)
        return (key, path)
    }
}

/// Small files, read and written whole.
enum TextFile {
    private static let maximumBytes = 16 << 20

    static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], Array(repeating: 0, count: 65536))
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw failure("read", path) }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk.prefix(count)
            guard bytes.count <= maximumBytes else {
                throw StartError(reason: "\(path) is longer than \(maximumBytes) bytes")
            }
        }
    }

    /// Writes a file that must not exist yet.
    static func create(_ path: String, text: String, mode: mode_t) throws {
        try write(path, text, flags: O_EXCL, mode: mode)
    }

    /// Writes a file, over what may be there.
    static func replace(_ path: String, text: String) throws {
        try write(path, text, flags: O_TRUNC, mode: 0o644)
    }

    private static func write(_ path: String, _ text: String, flags: Int32, mode: mode_t) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode)
        guard descriptor >= 0 else { throw failure("create", path) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw failure("write", path)
        }
    }

    private static func failure(_ verb: String, _ path: String) -> StartError {
        StartError(reason: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
