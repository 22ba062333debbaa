import ADMS
import BridgeCore
import Testing

struct DeviceInfoTests {
    @Test("thirteen values are read by place")
    func full() throws {
        let info = try #require(DeviceInfo(info: "ZTX-Ver1.2,3,4,50,10.1.2.3,10,39,12,2,01110,0,0,7"))
        #expect(info.firmware == "ZTX-Ver1.2")
        #expect(info.counts == DeviceCounts(users: 3, fingerprints: 4, punches: 50, faces: 2))
        #expect(info.localAddress == "10.1.2.3")
        #expect(info.fingerprintVersion == "10" && info.faceVersion == "39")
        #expect(info.functionFlags == "01110")
    }

    @Test("five values with an empty firmware leave the rest unsaid")
    func short() throws {
        let info = try #require(DeviceInfo(info: ",1,2,3,10.1.2.3"))
        #expect(info.firmware == nil)
        #expect(info.counts == DeviceCounts(users: 1, fingerprints: 2, punches: 3, faces: nil))
        #expect(info.functionFlags == nil)
    }

    @Test("nine values end with the flags, so flags are never taken for faces")
    func clockSeries() throws {
        let info = try #require(DeviceInfo(info: "Ver 6,2,0,0,10.1.2.3,10,-1,12,101"))
        #expect(info.counts.faces == nil)
        #expect(info.functionFlags == "101")
    }

    @Test("a value that is no number, or a negative count, is not said rather than 0")
    func badNumbers() throws {
        let info = try #require(DeviceInfo(info: "V,x,-1,99999999999,,10,-1,12,0,101"))
        #expect(info.counts == DeviceCounts(users: nil, fingerprints: nil, punches: nil, faces: 0))
        #expect(info.faceVersion == "-1")
    }

    @Test("what an INFO leaves out stays as it was known")
    func merge() throws {
        var profile = try #require(DeviceInfo(info: "V1,5,6,7,a,10,7,12,8,111")).merged(into: DeviceProfile())
        profile = try #require(DeviceInfo(info: ",9,,")).merged(into: profile)
        #expect(profile.firmware == "V1")
        #expect(profile.counts == DeviceCounts(users: 9, fingerprints: 6, punches: 7, faces: 8))
    }

    @Test(
        "an INFO that says nothing is none",
        arguments: ["", ",,,", " , ", String(repeating: "1,", count: 600)])
    func nothing(info: String) {
        #expect(DeviceInfo(info: info) == nil)
    }
}
