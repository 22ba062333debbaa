import BridgeCore

/// Times as terminals count them (protocol section 9.4): months all have 31 days in this count, which begins with the
/// year 2000.
enum ZKSeconds {
    static func of(_ time: CivilTime) -> Int {
        let days = (time.year - 2000) * 372 + (time.month - 1) * 31 + time.day - 1
        return days * 86400 + time.hour * 3600 + time.minute * 60 + time.second
    }
}
