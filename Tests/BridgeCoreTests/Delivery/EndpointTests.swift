import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct EndpointTests {
    @Test("an endpoint wants the types of its patterns")
    func types() {
        let endpoint = Sample.endpoint(patterns: [.family("device."), .exactly(.commandFailed)])
        let wanted = EventType.allCases.filter { endpoint.wants($0, of: nil) }
        #expect(
            wanted == [
                .deviceErrorReported, .deviceRegistered, .deviceOnline, .deviceOffline, .deviceOptionsChanged,
                .deviceClockDrifted, .deviceConflict, .commandFailed,
            ])
    }

    @Test("an endpoint for certain terminals wants nothing of others, nor of none")
    func serials() {
        var endpoint = Sample.endpoint()
        #expect(endpoint.wants(.endpointFailing, of: nil))
        endpoint.serials = [Sample.serial]
        #expect(endpoint.wants(.attendanceRecorded, of: Sample.serial))
        #expect(!endpoint.wants(.attendanceRecorded, of: Sample.otherSerial))
        #expect(!endpoint.wants(.endpointFailing, of: nil))
        endpoint.serials = []
        #expect(!endpoint.wants(.attendanceRecorded, of: Sample.serial))
    }

    @Test("an endpoint without patterns wants nothing")
    func nothing() {
        #expect(!EventType.allCases.contains { Sample.endpoint(patterns: []).wants($0, of: nil) })
    }
}
