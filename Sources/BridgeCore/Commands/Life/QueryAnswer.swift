/// What a terminal sends on a query, gathered until it is the answer. It comes as ordinary uploads, before or after
/// the receipt (protocol section 6.5), and nothing in them names the query: what matches it counts.
package struct QueryAnswer: Sendable {
    package let query: UploadQuery
    /// What it is to prove: complete early only by what does, as an older row may be on its way still.
    private let proven: Command?
    /// People and templates that have come, each once, as it came last; punches and photos are only counted, each once
    /// too: a terminal repeats what it was not thanked for, and brings what two queries ask for twice.
    package private(set) var facts: [Fact] = []
    /// Where each is in `facts`; beyond those kept only that it came.
    private var places: [Fact.Place: Int?] = [:]
    /// Not told apart from those before.
    private var untold = 0
    private var count: Int { places.count + untold }
    private var receivedAt: Instant?
    private var lastFactAt: Instant?

    /// So long after the last of it a terminal counts as having sent everything.
    package static let silence = Duration.seconds(10)
    /// So long after the one thing that was asked for came, the terminal's word that it did the query is no longer waited
    /// for: some never give it (protocol section 6.5).
    package static let wordlessness = Duration.seconds(30)
    /// Facts kept, and listed in the result, at most; more are counted.
    package static let maximumKept = 200
    /// Told apart, at most; of more each that comes is counted.
    package static let maximumCounted = 100_000
    /// What is remembered only to be told apart weighs about as much.
    private static let placeWeight = 128
    /// What the facts weigh in memory, about.
    private(set) var bytes = 0

    /// Whether there is more to wait for.
    package enum State: Sendable, Equatable {
        /// Neither a receipt nor all that was asked for; the command's own lease decides how long.
        case open
        /// Complete at this time, if nothing more comes.
        case waiting(until: Instant)
        case complete
    }

    package init(_ query: UploadQuery, proving proven: Command? = nil) {
        (self.query, self.proven) = (query, proven)
    }

    /// Takes what answers the query out of an upload.
    ///
    /// - Parameter room: How many bytes more may be kept.
    /// - Returns: Whether anything did.
    package mutating func take(_ uploaded: [Fact], at now: Instant, room: Int = .max) -> Bool {
        let answering = uploaded.filter(query.isAnswered)
        guard !answering.isEmpty else { return false }
        lastFactAt = now
        var room = room
        for fact in answering { keep(fact, &room) }
        return true
    }

    private var isListed: Bool {
        switch query {
        case .users, .biometrics: true
        case .attendance, .attendancePhotos: false
        }
    }

    private mutating func keep(_ fact: Fact, _ room: inout Int) {
        guard let place = fact.place else { return }
        if let known = places[place] {
            guard let index = known else { return }
            room -= fact.weight - facts[index].weight
            bytes += fact.weight - facts[index].weight
            facts[index] = fact
        } else if isListed, facts.count < Self.maximumKept, fact.weight <= room {
            places[place] = facts.count
            facts.append(fact)
            bytes += fact.weight
            room -= fact.weight
        } else if places.count < Self.maximumCounted, room >= Self.placeWeight {
            places.updateValue(nil, forKey: place)
            bytes += Self.placeWeight
            room -= Self.placeWeight
        } else {
            untold += 1
        }
    }

    /// The terminal says that it has done the query.
    package mutating func takeReceipt(at now: Instant) { receivedAt = now }

    package func state(at now: Instant) -> State {
        let end: Instant
        if let receivedAt {
            if hasAll { return .complete }
            end = (lastFactAt.map { max($0, receivedAt) } ?? receivedAt) + Self.silence
        } else {
            guard hasAll, let lastFactAt else { return .open }
            end = lastFactAt + Self.wordlessness
        }
        return now >= end ? .complete : .waiting(until: end)
    }

    private var hasAll: Bool {
        query.wantsOne && count > 0 && (proven.map { $0.verified(by: facts) == .confirmed } ?? true)
    }

    /// `{"users": […]}`, `{"biometrics": […]}` or neither, with `count`, `truncated`: whether more came than is
    /// listed, and `complete`: true where nothing can be missing, null where the terminal merely fell silent.
    /// Events' names; of a template only size and digest.
    package var result: JSON {
        var result = JSONObject()
        switch query {
        case .users:
            result["users"] = .array(facts.compactMap(\.shown))
            result["truncated"] = .bool(count > facts.count)
        case .biometrics:
            result["biometrics"] = .array(facts.compactMap(\.shown))
            result["truncated"] = .bool(count > facts.count)
        case .attendance, .attendancePhotos: break
        }
        result["count"] = JSON(count)
        result["complete"] = hasAll ? true : .null
        return .object(result)
    }
}

extension Fact {
    /// What makes a thing on a terminal this one and no other: what comes twice of one place is one. Of punches and
    /// photos it is what their events are told apart by.
    fileprivate enum Place: Hashable, Sendable {
        case person(pin: String)
        case template(pin: String, modality: Int, index: Int, piece: Int)
        case punch(pin: String, at: CivilTime, status: Int?, verify: Int?)
        case photo(fileName: String)
    }

    fileprivate var place: Place? {
        switch self {
        case .user(let report): .person(pin: report.pin)
        case .biometric(let report):
            .template(
                pin: report.pin, modality: report.modality, index: report.index ?? 0,
                piece: report.piece ?? 0)
        case .punch(let punch):
            .punch(pin: punch.pin, at: punch.time, status: punch.status, verify: punch.verify)
        case .attendancePhoto(let photo): .photo(fileName: photo.fileName)
        case .operation, .userPhoto, .workCode, .idCard, .deviceError: nil
        }
    }

    /// Bytes in memory, about.
    fileprivate var weight: Int {
        switch self {
        case .biometric(let report): 400 + report.template.count
        case .user(let report): 400 + report.raw.utf8.count
        case .punch, .operation, .userPhoto, .attendancePhoto, .workCode, .idCard, .deviceError: 400
        }
    }
}
