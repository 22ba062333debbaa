import BridgeCore

/// Uploads of punches that are all different: POSTs of ATTLOG by terminals that share the connections in turn.
struct PunchRequests: RequestSource {
    private let heads: [[UInt8]]
    private let linesPerRequest: Int
    private let date: [UInt8]

    /// - Parameter first: The number of the first punch.
    init(devices: Int, linesPerRequest: Int, day: Instant) {
        self.linesPerRequest = linesPerRequest
        date = Array(day.rfc3339.utf8.prefix(10))
        let length = linesPerRequest * PunchLine.length
        heads = (0..<devices).map { device in
            Array(
                """
                POST /iclock/cdata?SN=\(BenchmarkDevice.serial(device))&table=ATTLOG&Stamp=9999 HTTP/1.1\r
                Host: 127.0.0.1\r
                Content-Type: text/plain\r
                Content-Length: \(length)\r
                \r

                """.utf8)
        }
    }

    mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: heads[connection % heads.count])
        for line in 0..<linesPerRequest {
            PunchLine.append(number * linesPerRequest + line, date: date, to: &bytes)
        }
    }
}

/// The `number`th punch as a row of ATTLOG; no two numbers below 9 000 000 give the same.
enum PunchLine {
    /// Bytes, LF included.
    static let length = 7 + 1 + 10 + 9 + rest.count

    /// - Parameter date: `2026-11-20`.
    static func append(_ number: Int, date: [UInt8], to bytes: inout [UInt8]) {
        appendDigits(1_000_000 + number % 9_000_000, count: 7, to: &bytes)
        bytes.append(0x09)
        bytes.append(contentsOf: date)
        let second = number % 86400
        for (part, separator) in [(second / 3600, 0x20), (second / 60 % 60, 0x3a), (second % 60, 0x3a)] {
            bytes.append(UInt8(separator))
            appendDigits(part, count: 2, to: &bytes)
        }
        bytes.append(contentsOf: rest)
    }

    private static let rest = Array("\t0\t1\t\t0\t0\t\n".utf8)

    private static func appendDigits(_ value: Int, count: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var value = value
        for _ in 0..<count { bytes.append(0x30) }
        for place in (start..<start + count).reversed() {
            bytes[place] = UInt8(0x30 + value % 10)
            value /= 10
        }
    }
}

/// The terminals a benchmark plays.
enum BenchmarkDevice {
    static func serial(_ number: Int) -> String { "BENCH\(100_000 + number)" }
}
