/// What a terminal sends on a query, gathered until it is the answer. It comes as ordinary uploads, before or after
/// the receipt (protocol section 6.5), and nothing in them names the query: what matches it counts.
package struct QueryAnswer: Sendable {
    package let query: UploadQuery
    /// People and templates that have come; punches and photos are only counted.
    package private(set) var facts: [Fact] = []
    private var count = 0
    private var receivedAt: Instant?
    private var lastFactAt: Instant?

    /// So long after the last of it a terminal counts as having sent everything.
    package static let silence = Duration.seconds(10)
    /// Facts kept, and listed in the result, at most; more are counted.
    package static let maximumKept = 200
    /// What the facts weigh in memory, about.
    private(set) var bytes = 0

    /// Whether there is more to wait for.
    package enum State: Sendable, Equatable {
        /// No receipt yet; the command's own lease decides how long.
        case open
        /// Complete at this time, if nothing more comes.
        case waiting(until: Instant)
        case complete
    }

    package init(_ query: UploadQuery) { self.query = query }

    /// Takes what answers the query out of an upload.
    ///
    /// - Parameter room: How many bytes more may be kept.
    /// - Returns: Whether anything did.
    package mutating func take(_ uploaded: [Fact], at now: Instant, room: Int = .max) -> Bool {
        let answering = uploaded.filter(query.isAnswered)
        guard !answering.isEmpty else { return false }
        count += answering.count
        lastFactAt = now
        switch query {
        case .users, .biometrics:
            var room = room
            for fact in answering.prefix(max(0, Self.maximumKept - facts.count)) where fact.weight <= room {
                facts.append(fact)
                bytes += fact.weight
                room -= fact.weight
            }
        case .attendance, .attendancePhotos: break
        }
        return true
    }

    /// The terminal says that it has done the query.
    package mutating func takeReceipt(at now: Instant) { receivedAt = now }

    package func state(at now: Instant) -> State {
        guard let receivedAt else { return .open }
        if hasAll { return .complete }
        let end = (lastFactAt.map { max($0, receivedAt) } ?? receivedAt) + Self.silence
        return now >= end ? .complete : .waiting(until: end)
    }

    private var hasAll: Bool { query.wantsOne && count > 0 }

    /// `{"users": […]}`, `{"biometrics": […]}` or neither, with `count`, and `complete`: true where nothing can be
    /// missing, null where the terminal merely fell silent. Events' names; of a template only size and digest.
    package var result: JSON {
        var result = JSONObject()
        switch query {
        case .users: result["users"] = .array(facts.compactMap(\.shown))
        case .biometrics: result["biometrics"] = .array(facts.compactMap(\.shown))
        case .attendance, .attendancePhotos: break
        }
        result["count"] = JSON(count)
        result["complete"] = hasAll ? true : .null
        return .object(result)
    }
}

extension Fact {
    /// Bytes in memory, about.
    fileprivate var weight: Int {
        switch self {
        case .biometric(let report): 400 + report.template.count
        case .user(let report): 400 + report.raw.utf8.count
        case .punch, .operation, .userPhoto, .attendancePhoto, .workCode, .idCard, .deviceError: 400
        }
    }
}
