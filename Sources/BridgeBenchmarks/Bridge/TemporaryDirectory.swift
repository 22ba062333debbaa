import Foundation

/// A folder for one measurement, in the folder the program runs in: on the disk people mean.
enum TemporaryDirectory {
    /// Removed when `body` ends, however it ends.
    static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
        var template = Array("\(FileManager.default.currentDirectoryPath)/.bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError.system("mkdtemp") }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: path) }
        // What was written before is not to be carried to the disk during this measurement.
        sync()
        return try body(path)
    }
}
