import BridgeCore
import Testing

extension StorePromise {
    /// Who changed what, and which requests were carried out.
    static let changeLog = [
        StorePromise("notes are told newest first, page by page, of one tenant or all, also after a restart")
        {
            subject in
            for (action, tenant) in [
                ("one", Sample.tenant), ("two", Sample.otherTenant), ("three", nil), ("four", Sample.tenant),
            ] { try await subject.write(Sample.note(action, of: tenant)) }
            try subject.restart()
            let store = subject.store
            let all = try subject.changes(of: nil, before: nil, limit: 3)
            #expect(all.map(\.note.action) == ["four", "three", "two"])
            #expect(all[0].note == Sample.note("four"))
            let rest = try subject.changes(of: nil, before: all[2].number, limit: 9)
            #expect(rest.map(\.note.action) == ["one"])
            let own = try subject.changes(of: Sample.tenant, before: nil, limit: 9)
            #expect(own.map(\.note.action) == ["four", "one"])
        },
        StorePromise("what was asked for is told with the note, also after a restart") { subject in
            let details: JSONObject = ["type": "door.unlock", "devices": ["A", "B"], "to": .null]
            let note = Sample.note("order", details: details)
            try await subject.write(note)
            try await subject.write(Sample.note("bare"))
            try subject.restart()
            let notes = try subject.changes(of: nil, before: nil, limit: 9).map(\.note)
            #expect(notes == [Sample.note("bare"), note])
        },
        StorePromise("a transfer is noted for who had the terminal and for who has it") { subject in
            let (store, device) = (subject.store, Sample.configuredDevice(Sample.otherSerial))
            _ = try await success {
                store.claim(
                    device, profile: DeviceProfile(), of: Sample.tenant, noting: Sample.note("claim"),
                    completion: $0)
            }
            let claim = Sample.claim()
            _ = try await success {
                store.transfer(
                    Sample.otherSerial, from: Sample.tenant, to: Sample.otherTenant,
                    noting: Sample.note("transfer", claim: claim), completion: $0)
            }
            for tenant in [Sample.tenant, Sample.otherTenant] {
                let newest = try subject.changes(of: tenant, before: nil, limit: 1).first
                #expect(newest?.note == Sample.note("transfer", of: tenant))
            }
            #expect(try subject.earlier(claim) == .answerLost)
        },
        StorePromise("a change is noted, and one that was not made is not") { subject in
            let store = subject.store
            let order = [Sample.order(.deviceCheck)]
            let made = try await success {
                store.enqueue(order, at: Sample.now, noting: Sample.note("order"), completion: $0)
            }
            let ordered = try subject.changes(of: Sample.tenant, before: nil, limit: 1).first
            #expect(ordered?.note.details == ["command_ids": [.string(made[0].number.description)]])
            _ = try await success {
                store.enqueue([], at: Sample.now, noting: Sample.note("nothing"), completion: $0)
            }
            for number in [made[0].number, made[0].number, CommandNumber(3)] {
                _ = try await success {
                    store.cancel(
                        number, of: Sample.tenant, at: Sample.now, noting: Sample.note("cancel"),
                        completion: $0)
                }
            }
            for _ in 1...2 {
                _ = try await success {
                    store.create(
                        Sample.endpoint(), at: Sample.now, noting: Sample.note("create"), completion: $0)
                }
            }
            _ = try await success { (done: @escaping Completion<EndpointEdit>) in
                store.change(Sample.key(), at: Sample.now, noting: Sample.note("change"), completion: done) {
                    $0
                }
            }
            for _ in 1...2 {
                _ = try await success {
                    store.remove(Sample.key(), at: Sample.now, noting: Sample.note("remove"), completion: $0)
                }
            }
            let notes = try subject.changes(of: Sample.tenant, before: nil, limit: 99).map(\.note.action)
            #expect(notes == ["remove", "create", "cancel", "order"])
        },
        StorePromise("a replay is noted once, if it brings anything") { subject in
            let store = subject.store
            _ = try await success { store.create(Sample.endpoint(), at: Sample.now, completion: $0) }
            try await subject.accept(Sample.batch([1, 2]))
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = try #require(subject.log().last).position
            try await subject.settle(settlement)
            let order = ReplayOrder.range(
                Sample.key(), from: .sequence(0), until: nil, only: .all, patterns: [])
            for _ in 1...2 {
                _ = try await success {
                    store.replay(order, at: Sample.now, noting: Sample.note("replay"), completion: $0)
                }
            }
            let notes = try subject.changes(of: nil, before: nil, limit: 9).map(\.note.action)
            #expect(notes.filter { $0 == "replay" }.count == 1)
        },
        StorePromise(
            "what a configuration file changed is noted for each tenant, and what it left alone is not"
        ) {
            subject in
            func news() throws -> [ChangeNote] {
                try subject.store.changes(of: nil, before: nil, limit: 9).map(\.note)
            }
            let first = try news()
            #expect(first.map(\.tenant) == [Sample.otherTenant, Sample.tenant])
            #expect(first.allSatisfy { $0.actor == "configuration" && $0.action == "configuration file" })
            #expect(
                first.last?.details == [
                    "tenant_taken": ["A customer"], "devices_claimed": [.string(Sample.serial.text)],
                ])
            try subject.adopt()
            try subject.restart()
            try subject.adopt()
            #expect(try news() == first)
            try subject.adopt(
                keys: [Sample.tenantKey()], endpoints: [Sample.endpoint()],
                devices: [Sample.configuredDevice(name: "Door"), Sample.configuredDevice(Sample.otherSerial)])
            #expect(
                try news().first?.details == [
                    "keys_added": ["key"], "endpoints_added": ["main"],
                    "devices_claimed": [.string(Sample.otherSerial.text)],
                    "devices_changed": [.string(Sample.serial.text)],
                ])
            try subject.adopt(keys: [], devices: [Sample.configuredDevice(name: "Door")])
            #expect(
                try news().first?.details == [
                    "keys_ended": ["key"], "endpoints_disabled": ["main"],
                    "devices_released": [.string(Sample.otherSerial.text)],
                ])
            #expect(try news().count == 4)
        },
        StorePromise("numbers of notes are never given again, even where all are forgotten") { subject in
            try await subject.write(Sample.note("one"))
            try await subject.write(Sample.note("two"))
            let last = try #require(try subject.changes(of: nil, before: nil, limit: 1).first)
            try subject.prune(at: Sample.now + .days(1000))
            try subject.restart()
            try await subject.write(Sample.note("three"))
            let next = try #require(try subject.changes(of: nil, before: nil, limit: 1).first)
            #expect(next.number > last.number)
            #expect(
                try subject.changes(of: nil, before: nil, limit: 9).map(\.note.action) == [
                    "three", "two",
                ])
        },
        StorePromise("a claim is known from the commit of its change, and its answer when that is kept") {
            subject in
            let claim = Sample.claim()
            #expect(try subject.earlier(claim) == nil)
            try await subject.write(Sample.note(claim: claim))
            #expect(try subject.earlier(claim) == .answerLost)
            try subject.restart()
            #expect(try subject.earlier(claim) == .answerLost)
            let answer = RememberedAnswer(status: 201, location: "/v1/x", body: Array("{}".utf8))
            try await subject.remember(answer, claim)
            try subject.restart()
            #expect(try subject.earlier(claim) == .answered(answer))
            #expect(try subject.earlier(Sample.claim("once", 2)) == .different)
            #expect(try subject.earlier(Sample.claim("twice")) == nil)
            let other = IdempotencyClaim(
                owner: "tenant:other admin", key: claim.key, fingerprint: claim.fingerprint)
            #expect(try subject.earlier(other) == nil)
        },
        StorePromise("the answer to a request that noted nothing is kept too") { subject in
            let answer = RememberedAnswer(status: 202, location: nil, body: Array(#"{"events":0}"#.utf8))
            try await subject.remember(answer, Sample.claim())
            #expect(try subject.earlier(Sample.claim()) == .answered(answer))
        },
        StorePromise("a claim is forgotten after a day, and can be made again") { subject in
            let later = Sample.now + .seconds(86401)
            let answer = RememberedAnswer(status: 201, location: nil, body: [])
            try await subject.remember(answer, Sample.claim())
            #expect(try subject.earlier(Sample.claim("once", 2), at: later) == nil)
            try await subject.write(Sample.note(at: later, claim: Sample.claim("once", 2)))
            #expect(try subject.earlier(Sample.claim("once", 2), at: later) == .answerLost)
            try subject.prune(at: later + .days(2))
            #expect(try subject.earlier(Sample.claim("once", 2), at: later) == nil)
        },
    ]
}

extension StoreUnderTest {
    fileprivate func write(_ note: ChangeNote) async throws {
        let store = store
        try await success { store.write(note, completion: $0) }
    }

    /// Notes of people's changes: without those of the configuration file.
    func changes(of tenant: TenantID?, before: Int64?, limit: Int) throws -> [ChangeRecord] {
        try store.changes(of: tenant, before: before, limit: limit)
            .filter { $0.note.actor != ChangeNote.configuration }
    }

    fileprivate func earlier(
        _ claim: IdempotencyClaim, at now: Instant = Sample.now
    ) throws -> EarlierRequest? { try store.earlier(claim, at: now) }

    fileprivate func remember(_ answer: RememberedAnswer, _ claim: IdempotencyClaim) async throws {
        let store = store
        try await success { store.remember(answer, for: claim, at: Sample.now, completion: $0) }
    }
}
