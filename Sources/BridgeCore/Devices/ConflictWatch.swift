/// Finds out that two terminals go by one serial number: a cloned one, or a serial typed into two.
///
/// A terminal may change its address, once and for good. Two or more that speak in turn make the address come back, or
/// behind one address the resume markers go to and fro.
package struct ConflictWatch: Sendable, Equatable {
    /// Goings to and fro within `window` that make a conflict.
    static let threshold = 2
    static let window = Duration.seconds(600)
    /// After a conflict was told it is not told again for so long.
    static let silence = Duration.seconds(3600)

    /// How many addresses it came from are remembered: more places than these, always in the same turn, are not found.
    private static let maximumFormer = 8

    /// Each address once, the one left last at the end.
    private var former: [Former] = []
    private var returns: [Instant] = []
    private var highest: Int64?
    private var isBelow = false
    private var cycles: [Instant] = []
    private var toldAt: Instant?
    /// Until when resume markers may go back, for all is being sent again.
    private var repeatsUntil: Instant?
    /// The last conflict and when, told or not.
    package private(set) var last: Found?

    package struct Found: Sendable, Equatable {
        package let conflict: DeviceConflict
        package let at: Instant
    }

    private struct Former: Equatable {
        let address: String
        let leftAt: Instant
    }

    package init() {}

    /// The terminal is heard from another address than before.
    ///
    /// - Returns: The conflict, where it is news.
    package mutating func moved(from old: String, to new: String, at now: Instant) -> DeviceConflict? {
        let isReturn = former.contains { $0.address == new && now - $0.leftAt <= Self.window }
        former.removeAll { $0.address == new || $0.address == old }
        former = former.suffix(Self.maximumFormer - 1) + [Former(address: old, leftAt: now)]
        guard isReturn, Self.count(now, in: &returns) else { return nil }
        return news(DeviceConflict(sign: .addresses(old, new)), at: now)
    }

    /// An upload of attendance came with this resume marker (protocol section 2.3); they only ever rise, but for a
    /// terminal that sends everything again.
    package mutating func sawStamp(_ text: String, at now: Instant) -> DeviceConflict? {
        // So begins a terminal that sends everything again.
        if text == "0" || text == "None" { beginsAgain(at: now) }
        // The marker of "everything from now on" says nothing about the place in the log.
        guard let stamp = Self.place(text), stamp > 9999 else { return nil }
        if let repeatsUntil, now < repeatsUntil { return nil }
        guard let highest else {
            self.highest = stamp
            return nil
        }
        if stamp < highest {
            isBelow = true
            return nil
        }
        self.highest = stamp
        guard isBelow else { return nil }
        isBelow = false
        guard Self.count(now, in: &cycles) else { return nil }
        return news(DeviceConflict(sign: .stamps), at: now)
    }

    /// How far a resume marker is: a number, or of the clock series a time like `2024-08-05T12:40:57`, by its digits.
    private static func place(_ text: String) -> Int64? {
        if let number = Int64(text) { return number }
        let digits = text.utf8.filter { 0x30...0x39 ~= $0 }
        guard digits.count == 14, text.utf8.count == 19 else { return nil }
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    /// The terminal sends everything again, by order or by itself: its markers go back, and with punches that happen
    /// meanwhile they go to and fro.
    package mutating func beginsAgain(at now: Instant) {
        repeatsUntil = now + Self.window
        (highest, isBelow, cycles) = (nil, false, [])
    }

    /// The news could not be told after all.
    package mutating func takeBackNews() { toldAt = nil }

    private mutating func news(_ conflict: DeviceConflict, at now: Instant) -> DeviceConflict? {
        last = Found(conflict: conflict, at: now)
        if let toldAt, now - toldAt < Self.silence { return nil }
        toldAt = now
        return conflict
    }

    /// Counts one more; whether there are enough of them.
    private static func count(_ now: Instant, in moments: inout [Instant]) -> Bool {
        moments = moments.filter { now - $0 <= window } + [now]
        guard moments.count >= threshold else { return false }
        moments = moments.suffix(threshold)
        return true
    }
}

/// Two places speak as one terminal.
package struct DeviceConflict: Sendable, Equatable {
    package enum Sign: Sendable, Equatable {
        case addresses(String, String)
        case stamps
    }

    package let sign: Sign

    package init(sign: Sign) { self.sign = sign }
}
