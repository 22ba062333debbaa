import Foundation

/// What the figures were measured on.
struct Machine {
    let processor: String
    let cores: Int
    let kernel: String
    /// Of the folder the stores were in.
    let fileSystem: String

    init(directory: String) {
        let processors = Self.lines("/proc/cpuinfo").filter { $0.hasPrefix("model name") }
        processor =
            processors.first?.split(separator: ":", maxSplits: 1).last
            .map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
        cores = ProcessInfo.processInfo.activeProcessorCount
        kernel = Self.lines("/proc/sys/kernel/osrelease").first ?? "unknown"
        fileSystem = Self.fileSystem(of: directory)
    }

    var text: String { "\(processor), \(cores) cores, Linux \(kernel), \(fileSystem)" }

    /// The type of the mount with the longest path that leads to `directory`.
    private static func fileSystem(of directory: String) -> String {
        let mounts = lines("/proc/self/mounts").map { $0.split(separator: " ") }.filter { $0.count > 2 }
        let best =
            mounts.filter { mount in
                mount[1] == "/" || directory == mount[1] || directory.hasPrefix(mount[1] + "/")
            }.max { $0[1].count <= $1[1].count && $0[1] != $1[1] }
        return best.map { "\($0[2]) on \($0[0])" } ?? "unknown file system"
    }

    private static func lines(_ path: String) -> [String] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }
}
