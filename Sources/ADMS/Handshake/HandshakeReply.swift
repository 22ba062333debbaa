package import BridgeCore

/// The option block a terminal gets for its handshake (protocol section 2.2).
package enum HandshakeReply {
    /// Tables that have a stamp, and so can be asked for from the beginning.
    package static let stampedTables = ["ATTLOG", "OPERLOG", "ATTPHOTO", "BIODATA", "IDCARD", "ERRORLOG"]

    /// `GET OPTION FROM: <serial>` and a `Key=Value` per line; LF ends every line, the last one too, as old
    /// firmware reads no other (register #3).
    ///
    /// Stamps are looked up in the profile under the upper-case table name, e.g. `ATTLOG`; a table among its
    /// `reuploads` gets 0, which makes the terminal send all of it again (section 2.3).
    package static func text(for device: Device, at now: Instant) -> [UInt8] {
        var text = "GET OPTION FROM: \(device.serial)\n"
        func say(_ key: String, _ value: String) { text += "\(key)=\(value)\n" }
        let profile = device.profile
        let isClockSeries = ClockSeries.includes(profile)
        func stamp(_ table: String) -> String {
            profile.reuploads.contains(table) ? "0" : ResumeMarker.text(for: profile.stamps[table])
        }

        for table in stampedTables {
            say("\(table)Stamp", stamp(table))
        }
        // The names before push 2; one SenseFace took no others (section 2.2).
        say("Stamp", stamp("ATTLOG"))
        say("OpStamp", stamp("OPERLOG"))
        say("PhotoStamp", stamp("ATTPHOTO"))
        // Seconds, the shortest of 30-300: a terminal with a full memory should not stay away for long.
        say("ErrorDelay", "30")
        // Seconds between idle polls, 2-60: how long a command waits at most (section 6.4).
        say("Delay", "10")
        // The vendor's sample; without effect while Realtime is 1.
        say("TransTimes", "00:00;14:05")
        say("TransInterval", "1")
        say("TransFlag", Transmissions.flag(isClockSeries: isClockSeries))
        let offset = device.zone.offset(at: now)
        say("TimeZone", isClockSeries ? ClockSeries.zone(offset: offset) : timeZone(offset: offset))
        say("Realtime", "1")
        // The encryption of section 11 is a closed library, so it must not be agreed on; `None` is the vendor
        // sample's word, and 0 to firmware that reads a number.
        say("Encrypt", "None")
        // Present, so that uploads name their stamp `Stamp=` and photos come to cdata (section 2.3); 2.4.1 is
        // the version whose rows have mask and temperature.
        say("ServerVer", "2.4.1")
        say("PushProtVer", "2.4.1")
        say("PushOptionsFlag", "1")
        say("PushOptions", wantedOptions.joined(separator: ","))
        say("SupportPing", "1")
        // Celsius, as our temperatures are named (section 2.2).
        say("IRTempUnitTrans", "0")
        // Without these, terminals that hold their templates in BIODATA alone keep them to themselves.
        for key in ["MultiBioDataSupport", "MultiBioPhotoSupport"] {
            say(key, modalities(asMany: profile.options[key]))
        }
        // Left out: EncryptFlag and MaxPostSize have no evidence (section 2.2).
        return Array(text.utf8)
    }

    /// Hours where they are whole and within -12...12, minutes otherwise: 7 for +07:00, 330 for +05:30, 780
    /// for +13:00 (register #7). No zone in use lies off by less than an hour but not zero.
    ///
    /// - Parameter offset: Seconds ahead of UTC.
    static func timeZone(offset: Int) -> String {
        let (hours, rest) = offset.quotientAndRemainder(dividingBy: 3600)
        return rest == 0 && -12...12 ~= hours ? String(hours) : String(offset / 60)
    }

    /// A flag for each BIODATA type from 0, all but "general" wanted: eleven where the terminal's own list has
    /// the eleventh, else the ten that every edition has (section 2.2).
    private static func modalities(asMany known: String?) -> String {
        let count = (known?.utf8.count { $0 == UInt8(ascii: ":") } ?? 0) >= 10 ? 11 : 10
        return "0" + String(repeating: ":1", count: count - 1)
    }

    /// What is worth knowing of a terminal: which columns its rows have, what it can take, how full it is.
    /// The names are those terminals were seen to report (section 3.7).
    private static let wantedOptions = [
        "~DeviceName", "MAC", "IPAddress", "FWVersion", "PushVersion", "~Platform", "~OEMVendor", "Language",
        "UserCount", "FPCount", "FaceCount", "TransactionCount", "~MaxUserCount", "~MaxFingerCount",
        "~MaxFaceCount", "~MaxAttLogCount", "FingerFunOn", "FPVersion", "FaceFunOn", "FaceVersion", "FvFunOn",
        "FvVersion", "PvFunOn", "PvVersion", "VisilightFun", "PhotoFunOn", "BioPhotoFun", "BioDataFun",
        "MultiBioDataSupport", "MultiBioPhotoSupport", "MultiBioVersion", "MaskDetectionFunOn",
        "IRTempDetectionFunOn", "~LockFunOn",
    ]
}
