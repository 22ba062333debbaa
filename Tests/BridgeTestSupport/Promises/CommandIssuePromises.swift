import BridgeCore
import Testing

extension StorePromise {
    /// From order to terminal.
    static let commandIssue = [
        StorePromise("command numbers have at most 16 digits and rise, over a restart too") { subject in
            var numbers = try await subject.enqueue(
                Sample.order(.deviceInfo), Sample.order(.deviceCheck)
            ).map(\.number.value)
            numbers += try await subject.enqueue(Sample.order(.deviceInfo)).map(\.number.value)
            try subject.restart()
            numbers += try await subject.enqueue(Sample.order(.deviceInfo)).map(\.number.value)
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy(<))
            #expect(numbers.allSatisfy { $0 > 0 && String($0).count <= 16 })
        },
        StorePromise("an order is remembered as it was given") { subject in
            let order = Sample.order(.userUpsert, ["pin": "7", "name": "Zoë"], priority: 3)
            let record = try #require(try await subject.enqueue(order).first)
            #expect(record.status == .queued)
            #expect(record.params == order.params)
            #expect(record.priority == 3)
            #expect(record.createdAt == Sample.now)
            #expect(record.expiresAt == order.expiresAt)
            try subject.restart()
            #expect(try subject.command(record.number) == record)
            #expect(try subject.store.command(record.number, of: Sample.otherTenant) == nil)
        },
        StorePromise("an order shows its password to nobody") { subject in
            let order = Sample.order(.userUpsert, ["pin": "7", "password": "70314159"])
            let record = try #require(try await subject.enqueue(order).first)
            #expect(record.params["password"] == "***")
            #expect(try subject.command(record.number)?.params["password"] == "***")
        },
        StorePromise("a terminal gets its commands by priority, then by number") { subject in
            let orders = [0, 5, 0, 5, -1].map { Sample.order(.deviceCheck, priority: $0) }
            let store = subject.store
            let records = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }
            let lines = try await subject.lease()
            let expected = [1, 3, 0, 2, 4].map { "\(records[$0].number.value) device.check" }
            #expect(lines == expected)
            #expect(try subject.command(records[0].number)?.status == .sent)
            #expect(try subject.command(records[0].number)?.sentAt == Sample.now)
        },
        StorePromise("the command a terminal gets still has its password") { subject in
            let order = Sample.order(.userUpsert, ["pin": "7", "password": "70314159"])
            _ = try await subject.enqueue(order)
            try subject.restart()
            let seen = try await subject.leasedCommands()
            #expect(seen == [order.command])
        },
        StorePromise("a terminal gets only its own commands, and each once") { subject in
            let mine = try await subject.enqueue(Sample.order(.deviceCheck)).map(\.number.value)
            #expect(try await subject.lease(Sample.otherSerial) == [])
            #expect(try await subject.lease() == mine.map { "\($0) device.check" })
            #expect(try await subject.lease() == [])
        },
        StorePromise("a terminal that changed hands gets nothing its former owner ordered") { subject in
            _ = try await subject.enqueue(Sample.order(.doorUnlock))
            let mine = Sample.configured(devices: [])
            let other = Sample.configured(Sample.otherTenant, devices: [Sample.configuredDevice()])
            try subject.store.adopt([mine, other], at: Sample.now)
            #expect(try await subject.lease() == [])
            let own = try await subject.enqueue(Sample.order(.deviceCheck, of: Sample.otherTenant))
            #expect(try await subject.lease() == own.map { "\($0.number.value) device.check" })
            // Back with the first owner, what is still queued may go out.
            try subject.adopt()
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            #expect(try await subject.lease().count == 1)
        },
        StorePromise("an answer holds no more commands than the poll allows") { subject in
            for _ in 0..<5 { _ = try await subject.enqueue(Sample.order(.deviceCheck)) }
            var counts: [Int] = []
            for _ in 0..<3 { counts.append(try await subject.lease(maximumCommands: 2).count) }
            #expect(counts == [2, 2, 1])
        },
        StorePromise("an answer holds no more bytes than the poll allows") { subject in
            for _ in 0..<3 { _ = try await subject.enqueue(Sample.order(.deviceCheck)) }
            // A line has less than 30 bytes, two have more than 40.
            var counts: [Int] = []
            for _ in 0..<2 { counts.append(try await subject.lease(maximumBytes: 60).count) }
            #expect(counts == [2, 1])
        },
        StorePromise("a command longer than an answer may be goes out alone") { subject in
            let text = String(repeating: "x", count: 40_000)
            _ = try await subject.enqueue(
                Sample.order(.deviceCheck), Sample.order(.raw, ["text": .string(text)]),
                Sample.order(.deviceCheck))
            var counts: [Int] = []
            for _ in 0..<3 { counts.append(try await subject.lease(maximumBytes: 1000).count) }
            #expect(counts == [1, 1, 1])
            #expect(try await subject.lease() == [])
        },
        StorePromise("nothing follows a reboot in the same answer") { subject in
            _ = try await subject.enqueue(
                Sample.order(.deviceCheck), Sample.order(.deviceReboot), Sample.order(.deviceInfo))
            #expect(try await subject.lease().count == 2)
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            #expect(try await subject.lease().map { $0.split(separator: " ")[1] } == ["device.info"])
        },
        StorePromise("a command past its time does not go out") { subject in
            _ = try await subject.enqueue(
                Sample.order(.deviceCheck, expiresAt: Sample.now + .seconds(60)))
            #expect(try await subject.lease(at: Sample.now + .seconds(60)) == [])
        },
        StorePromise("a terminal may have work from order to lease, and after a restart") { subject in
            #expect(!subject.store.mayHaveWork(for: Sample.serial))
            _ = try await subject.enqueue(Sample.order(.deviceCheck), Sample.order(.deviceInfo))
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            #expect(!subject.store.mayHaveWork(for: Sample.otherSerial))
            try subject.restart()
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            _ = try await subject.lease(maximumCommands: 1)
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            _ = try await subject.lease(maximumCommands: 1)
            #expect(!subject.store.mayHaveWork(for: Sample.serial))
            try subject.restart()
            #expect(!subject.store.mayHaveWork(for: Sample.serial))
        },
        StorePromise("commands are listed newest first, in pages, by terminal and by status") { subject in
            try subject.adopt(devices: [
                Sample.configuredDevice(), Sample.configuredDevice(Sample.otherSerial),
            ])
            let first = try await subject.enqueue(Sample.order(.deviceCheck), Sample.order(.deviceInfo))
            let other = try await subject.enqueue(Sample.order(.deviceInfo, for: Sample.otherSerial))
            _ = try await subject.lease(maximumCommands: 1)
            func list(
                _ tenant: TenantID = Sample.tenant, serial: SerialNumber? = nil,
                status: CommandStatus? = nil, before: CommandNumber? = nil, limit: Int = 10
            ) throws -> [CommandNumber] {
                try subject.store.commands(
                    of: tenant, serial: serial, status: status, before: before, limit: limit
                ).map(\.number)
            }
            let numbers = (first + other).map(\.number)
            #expect(try list() == numbers.reversed())
            #expect(try list(limit: 1) == [numbers[2]])
            #expect(try list(before: numbers[2], limit: 1) == [numbers[1]])
            #expect(try list(serial: Sample.serial) == [numbers[1], numbers[0]])
            #expect(try list(status: .sent) == [numbers[0]])
            #expect(try list(serial: Sample.otherSerial, status: .sent) == [])
            #expect(try list(Sample.otherTenant) == [])
        },
        StorePromise("nothing is kept of orders among which one is of an unknown tenant") { subject in
            let orders = [
                Sample.order(.deviceCheck), Sample.order(.deviceCheck, of: TenantID("stranger")!),
            ]
            let store = subject.store
            let outcome = await answer { store.enqueue(orders, at: Sample.now, completion: $0) }
            #expect(throws: StoreError.self) { try outcome.get() }
            let lines = try await subject.lease()
            #expect(lines == [])
        },
    ]
}
