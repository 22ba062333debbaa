/// Idle polls (`getrequest`), one terminal to a connection as long as there are enough of them.
struct PollRequests: RequestSource {
    private let requests: [[UInt8]]

    init(devices: Int) {
        requests = (0..<devices).map { device in
            Array(
                """
                GET /iclock/getrequest?SN=\(BenchmarkDevice.serial(device)) HTTP/1.1\r
                Host: 127.0.0.1\r
                \r

                """.utf8)
        }
    }

    mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: requests[connection % requests.count])
    }
}
