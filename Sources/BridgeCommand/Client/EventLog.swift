import BridgeCore

/// `events list`: from the beginning, from the end, or on and on.
enum EventLog {
    /// What `--follow` begins with, so that there is something to see.
    private static let recent = 10
    private static let pageSize = 200

    @Sendable static func list(_ call: ClientCall) throws(ClientError) -> Int32 {
        let arguments = call.arguments
        let isFollowing = arguments[Events.follow]
        var last = arguments[Events.last]
        guard isFollowing || last != nil else {
            try call.list()
            return ExitCode.success
        }
        guard !arguments.has(ClientOptions.limit.description) else {
            throw .misuse("--limit is for neither --last nor --follow")
        }
        if last == nil, arguments[Events.from] == nil { last = recent }
        var (place, widths) = (arguments[Events.from] ?? "0", [Int]())
        if let last {
            let found = try newest(last, call)
            try call.show(found.rows, columns: call.action.columns, widths: &widths)
            place = found.end
        }
        // It ends by a signal.
        while isFollowing {
            guard
                let page = try call.patiently({ () throws(ClientError) in
                    try call.page(after: place, limit: pageSize)
                })
            else { continue }
            if !page.rows.isEmpty { try call.show(page.rows, columns: call.action.columns, widths: &widths) }
            place = page.next ?? page.last ?? place
            if page.next == nil { ClientCall.pause() }
        }
        return ExitCode.success
    }

    /// The newest events that are wanted, oldest first, and where the log ends.
    ///
    /// Pages go forwards only, so it looks at the end of the log, and at ever more of it where that has too few: not
    /// every sequence number is one of these events.
    private static func newest(
        _ count: Int, _ call: ClientCall
    ) throws(ClientError) -> (rows: [JSONObject], end: String) {
        let first = try sequence(call.arguments[Events.from] ?? "0")
        let statistics = try call.connection.send("GET", "/v1/stats", body: nil)
        let end = try sequence(ClientTable.text(statistics["last_sequence"]) ?? "")
        var span = Int64(max(count, pageSize))
        while true {
            let start = max(first, end - span)
            var (rows, place, isMore) = ([JSONObject](), String(start), true)
            while isMore {
                let page = try call.page(after: place, limit: pageSize)
                rows = (rows + page.rows).suffix(count)
                place = page.next ?? page.last ?? place
                isMore = page.next != nil
            }
            if rows.count == count || start == first { return (rows, place) }
            span *= 4
        }
    }

    private static func sequence(_ text: String) throws(ClientError) -> Int64 {
        guard let number = Int64(text), 0...Int64(1) << 60 ~= number else {
            throw .misuse("--after must be a sequence number")
        }
        return number
    }
}
