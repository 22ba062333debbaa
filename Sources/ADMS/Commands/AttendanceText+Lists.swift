import BridgeCore

/// The small lists a terminal keeps: work codes, messages, and who may pass when.
extension AttendanceText {
    func workCode(_ code: WorkCode) -> String {
        "DATA UPDATE WORKCODE " + (code.place.map { "PIN=\($0)\t" } ?? "")
            + "CODE=\(code.code)\tNAME=\(code.name)"
    }

    func message(_ message: TextMessage) -> String {
        let tag =
            switch message.audience {
            case .everybody: 253
            case .people: 254
            }
        return "DATA UPDATE SMS MSG=\(message.text)\tTAG=\(tag)\tUID=\(message.id)\tMIN=\(message.minutes)"
            + "\tStartTime=\(message.startsAt.text())"
    }

    func accessGroup(_ group: AccessGroup) -> String {
        let zones = (group.timeZones + [0, 0, 0]).prefix(3).map(String.init).joined(separator: ";")
        if generation == .first { return "ACC SetGroupTZs GroupNo=\(group.id)\tTZs=\(zones)" }
        return "DATA UPDATE AccGroup ID=\(group.id)\tVerify=\(group.verifyCode)"
            + "\tValidHoliday=\(group.observesHolidays ? 1 : 0)\tTZ=\(zones)"
    }

    private static let days = ["Sun", "Mon", "Tues", "Wed", "Thurs", "Fri", "Sat"]

    func timeZone(_ schedule: WeekSchedule) throws(Untellable) -> String {
        // A day that ends before it begins is a day on which nobody passes.
        let hours = schedule.days.map { day in
            day.map { (Self.clock($0.from), Self.clock($0.until)) } ?? ("2359", "0000")
        }
        switch generation {
        case .first: throw Untellable(nil, "must be another: how push 1 writes time zones is not known")
        case .clock:
            return "DATA UPDATE TIMEZONE TZID=\(schedule.id)\tTIME=" + hours.map { $0.0 + $0.1 }.joined()
        case .standard:
            return "DATA UPDATE AccTimeZone UID=\(schedule.id)"
                + zip(Self.days, hours).map { "\t\($0)Start=\($1.0)\t\($0)End=\($1.1)" }.joined()
        }
    }

    func holiday(_ holiday: Holiday) throws(Untellable) -> String {
        guard generation != .first else {
            throw Untellable(nil, "must be another: how push 1 writes holidays is not known")
        }
        return "DATA UPDATE AccHoliday UID=\(holiday.id)\tHolidayName=\(holiday.name)"
            + "\tStartDate=\(Self.twoDigits(holiday.from.month))\(Self.twoDigits(holiday.from.day))"
            + "\tEndDate=\(Self.twoDigits(holiday.until.month))\(Self.twoDigits(holiday.until.day))"
            + "\tTimeZone=\(holiday.timeZone)"
    }

    func unlockCombination(_ combination: UnlockCombination) throws(Untellable) -> String {
        guard generation != .first else {
            throw Untellable(nil, "must be another: how push 1 writes unlock combinations is not known")
        }
        let groups = (combination.groups + Array(repeating: 0, count: 5)).prefix(5)
        return "DATA UPDATE AccUnLockComb UID=\(combination.id)"
            + zip(1..., groups).map { "\tGroup\($0)=\($1)" }.joined()
    }

    /// `0830`.
    private static func clock(_ minutes: Int) -> String { twoDigits(minutes / 60) + twoDigits(minutes % 60) }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
