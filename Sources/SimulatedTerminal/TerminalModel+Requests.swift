package import BridgeCore

/// Where a family sends its requests: page and query, to go after `/iclock/`.
extension TerminalModel {
    /// `cdata?SN=…&options=all…` (protocol section 2.1).
    package func handshakeTarget(_ serial: SerialNumber) -> String {
        let version = pushVersion.map { ["pushver=\($0)"] } ?? []
        return target("cdata", serial, ["options=all"] + version + ["language=\(language)"] + announcements)
    }

    /// `cdata?SN=…&table=ATTLOG&Stamp=…` (sections 2.3 and 3).
    ///
    /// Photos of families with the old stamp names go to `fdata` (section 3.6).
    ///
    /// - Parameter time: Of the newest record in it.
    package func uploadTarget(_ serial: SerialNumber, table: String, at time: CivilTime) -> String {
        let page = hasOldStampNames && table == "ATTPHOTO" ? "fdata" : "cdata"
        // Options are a state, so they have no marker to resume from.
        let stamp = table == "options" ? [] : ["\(stampName(of: table))=\(stampForm.text(at: time))"]
        return target(page, serial, ["table=\(table)"] + stamp)
    }

    /// `getrequest?SN=…`, with `INFO` where the family tells one (section 4).
    package func pollTarget(_ serial: SerialNumber, info: String?) -> String {
        target("getrequest", serial, info.map { ["INFO=\(Self.percentEncoded($0))"] } ?? [])
    }

    /// `devicecmd?SN=…` (section 6.2).
    package func reportTarget(_ serial: SerialNumber) -> String { target("devicecmd", serial, []) }

    /// `cdata?SN=…&type=time` (section 9).
    package func timeTarget(_ serial: SerialNumber) -> String { target("cdata", serial, ["type=time"]) }

    private func target(_ page: String, _ serial: SerialNumber, _ query: [String]) -> String {
        "\(page)\(pageSuffix)?" + (["SN=\(serial)"] + query).joined(separator: "&")
    }

    private func stampName(of table: String) -> String {
        guard hasOldStampNames else { return "Stamp" }
        switch table {
        case "OPERLOG": return "OpStamp"
        case "ATTPHOTO": return "PhotoStamp"
        default: return "Stamp"
        }
    }

    /// As terminals do it: commas, colons and brackets stay.
    private static func percentEncoded(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,:()".utf8)
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            if plain.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
