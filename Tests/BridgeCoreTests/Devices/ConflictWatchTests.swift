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
