import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct ConflictWatchTests {
    private let now = Sample.now

    @Test("a terminal that moves once, or back after an hour, is one terminal")
    func moves() {
        var watch = ConflictWatch()
        #expect(watch.moved(from: "a", to: "b", at: now) == nil)
        #expect(watch.moved(from: "b", to: "c", at: now + .seconds(1)) == nil)
        #expect(watch.moved(from: "c", to: "b", at: now + .seconds(3700)) == nil)
        #expect(watch.moved(from: "b", to: "c", at: now + .seconds(7400)) == nil)
    }

    @Test("two addresses in turn are a conflict, told once an hour")
    func addresses() {
        var watch = ConflictWatch()
        #expect(watch.moved(from: "a", to: "b", at: now) == nil)
        #expect(watch.moved(from: "b", to: "a", at: now + .seconds(10)) == nil)
        let conflict = DeviceConflict(sign: .addresses("a", "b"))
        #expect(watch.moved(from: "a", to: "b", at: now + .seconds(20)) == conflict)
        #expect(watch.moved(from: "b", to: "a", at: now + .seconds(30)) == nil)
        #expect(watch.moved(from: "a", to: "b", at: now + .seconds(3590)) == nil)
        #expect(watch.moved(from: "b", to: "a", at: now + .seconds(3610)) == nil)
        #expect(watch.moved(from: "a", to: "b", at: now + .seconds(3630)) == conflict)
    }

    @Test("three and more addresses in strict turn are a conflict", arguments: 3...8)
    func manyAddresses(_ count: Int) {
        var (watch, told) = (ConflictWatch(), [Int]())
        for step in 0..<(3 * count) {
            let (old, new) = ("\(step % count)", "\((step + 1) % count)")
            if watch.moved(from: old, to: new, at: now + .seconds(10 * step)) != nil { told.append(step) }
        }
        // The second that comes back tells; all the others are the same news.
        #expect(told == [count])
    }

    @Test("a terminal that always comes from somewhere else is one terminal, however many places it was at")
    func wanderer() {
        var watch = ConflictWatch()
        for step in 0..<100 {
            #expect(watch.moved(from: "\(step)", to: "\(step + 1)", at: now + .seconds(step)) == nil)
        }
    }

    @Test("resume markers of the clock series, which are times, are a conflict too when they go to and fro")
    func timeMarkers() {
        var watch = ConflictWatch()
        let markers = [
            "2026-11-20T08:00:00", "2026-11-19T08:00:00", "2026-11-20T08:01:00", "2026-11-19T08:01:00",
            "2026-11-20T08:02:00",
        ]
        let told = markers.enumerated().map { watch.sawStamp($1, at: now + .seconds($0)) }
        #expect(told.dropLast().allSatisfy { $0 == nil })
        #expect(told.last == DeviceConflict(sign: .stamps))
    }

    @Test("a terminal that sends everything again twice, with punches in between, is one terminal")
    func repeatedly() {
        var watch = ConflictWatch()
        _ = watch.sawStamp("700000", at: now)
        for round in 0..<2 {
            let begin = now + .seconds(100 + 200 * round)
            if round == 0 { watch.beginsAgain(at: begin) }
            let stamps =
                (round == 0 ? [] : ["0"]) + ["100000", "700001", "200000", "700002", "300000", "700003"]
            for (second, stamp) in stamps.enumerated() {
                #expect(watch.sawStamp(stamp, at: begin + .seconds(second)) == nil)
            }
        }
        // Later the markers speak again.
        for (second, stamp) in ["700004", "500000", "700005", "500001"].enumerated() {
            #expect(watch.sawStamp(stamp, at: now + .seconds(1000 + second)) == nil)
        }
        #expect(watch.sawStamp("700006", at: now + .seconds(1010)) == DeviceConflict(sign: .stamps))
    }

    @Test("for a day after a conflict the diagnosis speaks of it")
    func diagnosis() {
        var activity = DeviceActivity()
        for (old, new) in [
            ("192.0.2.1", "192.0.2.2"), ("192.0.2.2", "192.0.2.1"), ("192.0.2.1", "192.0.2.2"),
        ] {
            _ = activity.conflicts.moved(from: old, to: new, at: now)
        }
        func findings(_ activity: DeviceActivity, after seconds: Int) -> [Diagnosis.Finding] {
            Diagnosis(of: Sample.device(), activity, at: now + .seconds(seconds), startedAt: now).findings
        }
        let found = findings(activity, after: 7200).first { $0.code == "conflict" }
        #expect(found?.severity == .problem)
        #expect(found?.message.contains("from 192.0.2.1 and 192.0.2.2, last 2 hours ago") == true)
        #expect(!findings(activity, after: 86400).contains { $0.code == "conflict" })
        #expect(!findings(DeviceActivity(), after: 0).contains { $0.code == "conflict" })
    }

    @Test("a conflict that could not be told is news again")
    func takenBack() {
        var watch = ConflictWatch()
        for (second, pair) in [("a", "b"), ("b", "a"), ("a", "b")].enumerated() {
            _ = watch.moved(from: pair.0, to: pair.1, at: now + .seconds(second))
        }
        watch.takeBackNews()
        #expect(watch.moved(from: "b", to: "a", at: now + .seconds(4)) != nil)
    }

    @Test("a terminal that sends everything again is one terminal")
    func reupload() {
        var watch = ConflictWatch()
        for (second, stamp) in ["700000", "0", "650000", "700000", "700001", "700002"].enumerated() {
            #expect(watch.sawStamp(stamp, at: now + .seconds(second)) == nil)
        }
    }

    @Test("two resume markers that rise in turn are a conflict")
    func stamps() {
        var watch = ConflictWatch()
        for (second, stamp) in ["700000", "500000", "700001", "500001"].enumerated() {
            #expect(watch.sawStamp(stamp, at: now + .seconds(second)) == nil)
        }
        #expect(watch.sawStamp("700002", at: now + .seconds(9)) == DeviceConflict(sign: .stamps))
    }

    @Test(
        "markers that are no numbers, or say nothing, are passed over", arguments: ["", "None", "0", "9999"])
    func meaningless(_ stamp: String) {
        var watch = ConflictWatch()
        for second in 0..<20 {
            #expect(watch.sawStamp(second % 2 == 0 ? stamp : "700000", at: now + .seconds(second)) == nil)
        }
    }
}
