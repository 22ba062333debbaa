import BridgeCore
import Testing

@Suite struct MobileNetworkTests {
    @Test(
        "a terminal is on a mobile network where an option about its link says so",
        arguments: [
            ([:], false), (["CommType": "ethernet"], false), (["CommType": "GPRS"], true),
            (["~NetworkType": "4G"], true), (["nettype": "LTE"], true), (["~DeviceName": "X4G"], false),
        ] as [([String: String], Bool)])
    func link(_ options: [String: String], _ isMobile: Bool) {
        var profile = DeviceProfile()
        profile.options = options
        #expect(profile.isOnMobileNetwork == isMobile)
    }
}
