import ADMS
import BridgeCore

/// Terminals for the tests of commands.
extension Addressee {
    static let localTime = CivilTime("2018-02-22 06:36:30")!

    static func attendance(
        _ options: [String: String] = [:], push: String? = "2.4.1", charset: Charset? = nil
    ) -> Addressee {
        var profile = DeviceProfile()
        profile.pushVersion = push
        profile.options = options
        return Addressee(profile, charset: charset, localTime: localTime)
    }

    /// By capture 015.
    static let senseFace = attendance([
        "~DeviceName": "SenseFace 2A", "FingerFunOn": "1", "FPVersion": "13", "FaceFunOn": "1",
        "FaceVersion": "40", "FvFunOn": "0", "FvVersion": "3", "PvFunOn": "0", "PvVersion": "12",
        "VisilightFun": "1", "MultiBioDataSupport": "0:1:0:0:0:0:0:0:0:1",
        "MultiBioPhotoSupport": "0:0:0:0:0:0:0:0:0:1", "MultiBioVersion": "0:13.0:0:0:0:0:0:0:0:40.1",
        "BioPhotoFun": "1", "BioDataFun": "", "~LockFunOn": "1",
    ])
    /// By capture 013: no MultiBio options.
    static let speedFace = attendance([
        "~DeviceName": "SpeedFace-V5L", "PhotoFunOn": "1", "FingerFunOn": "1", "FPVersion": "10",
        "FaceFunOn": "1", "FaceVersion": "39", "FvFunOn": "0", "PvFunOn": "1", "PvVersion": "12",
        "VisilightFun": "1",
    ])
    /// A terminal with a near-infrared camera.
    static let iFace = attendance([
        "FingerFunOn": "1", "FPVersion": "10", "FaceFunOn": "1", "FaceVersion": "7.1", "FvFunOn": "1",
        "FvVersion": "3", "PhotoFunOn": "0", "BioPhotoFun": "0",
    ])
    /// Fingerprints in the older table, faces in the unified one.
    static let mixed = attendance([
        "FingerFunOn": "1", "FPVersion": "10", "MultiBioDataSupport": "0:0:0:0:0:0:0:0:0:1",
        "MultiBioVersion": "0:10.0:0:0:0:0:0:0:0:40.1",
    ])
    static let fingerless = attendance(["FingerFunOn": "0"])
    static let plain = attendance(push: nil)
    static let clock = attendance(push: "2.32")
    static let first = attendance(push: "1.0")
}
