/// GETs of the API, one target after the other.
struct ReadRequests: RequestSource {
    private let requests: [[UInt8]]

    /// - Parameter targets: Paths with their queries.
    init(_ targets: [String], of tenant: String, key: String) {
        requests = targets.map { target in
            Array(
                """
                GET \(target) HTTP/1.1\r
                Host: 127.0.0.1\r
                Authorization: Bearer \(key)\r
                Bridge-Tenant: \(tenant)\r
                \r

                """.utf8)
        }
    }

    mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: requests[number % requests.count])
    }
}
