import BridgeCore

/// A punch whose row names its values, as access-control rows do: `time=…<TAB>pin=…` (protocol sections 3.3,
/// 7.2). Order and set vary, so values are found by key, in any case.
enum KeyedPunch {
    /// - Parameter cells: Where the row's `key=value` cells lie.
    static func read(
        _ row: ArraySlice<UInt8>, cells: [Range<Int>], raw: String
    ) throws(RowRejection) -> Punch {
        var values = Values()
        var reserved: [String] = []
        for range in cells {
            let cell = row[range]
            if let key = key(of: cell), values.take(value(of: cell), for: key) { continue }
            reserved.append(cell.text)
        }
        if let event = try PunchCell.number(values.event, "event"), !(0...19 ~= event || 200...253 ~= event) {
            throw RowRejection("event is \(event): not the number of a person let in, so it is no punch")
        }
        let direction = try direction(values, else: &reserved)
        return Punch(
            pin: try PunchCell.pin(values.pin, "pin"), time: try PunchCell.time(values.time, "time"),
            status: direction, verify: try verify(values, else: &reserved), workCode: values.workCode?.text,
            mask: try PunchCell.number(values.mask, "maskflag"),
            temperatureCelsius: try temperature(values, else: &reserved), reserved: reserved, raw: raw)
    }

    /// The first value of each key we read, trimmed; `nil` where it was not there or empty.
    private struct Values {
        var pin, time, attendanceState, doorDirection, verify, workCode, event, mask,
            temperature: ArraySlice<UInt8>?

        /// Whether the value found its place; a second one of the same key does not. An event number decides
        /// whether this is a punch, and is told on as well.
        mutating func take(_ value: ArraySlice<UInt8>, for key: String) -> Bool {
            let place: WritableKeyPath<Values, ArraySlice<UInt8>?>
            switch key {
            case "pin": place = \.pin
            case "time": place = \.time
            case "status", "attstate": place = \.attendanceState
            case "inoutstatus": place = \.doorDirection
            case "verify", "verifytype": place = \.verify
            case "workcode": place = \.workCode
            case "event": place = \.event
            case "maskflag": place = \.mask
            case "temperature": place = \.temperature
            default: return false
            }
            guard self[keyPath: place] == nil else { return false }
            if !value.isEmpty { self[keyPath: place] = value }
            return key != "event"
        }
    }

    /// The attendance state; without one 0 in and 1 out of a door. A door's 2 (not applicable) is not
    /// attendance's 2 (break), so it stays a text.
    private static func direction(
        _ values: Values, else reserved: inout [String]
    ) throws(RowRejection) -> Int? {
        let door = try PunchCell.number(values.doorDirection, "inoutstatus")
        if let state = try PunchCell.number(values.attendanceState, "status") {
            if let door { reserved.append("inoutstatus=\(door)") }
            return state
        }
        guard let door, door != 0, door != 1 else { return door }
        reserved.append("inoutstatus=\(door)")
        return nil
    }

    /// New access firmware writes 16 binary digits instead of a method's number; they stay a text.
    private static func verify(_ values: Values, else reserved: inout [String]) throws(RowRejection) -> Int? {
        if let bits = values.verify, bits.count == 16, bits.allSatisfy({ $0 == 0x30 || $0 == 0x31 }) {
            reserved.append("verifytype=\(bits.text)")
            return nil
        }
        return try PunchCell.number(values.verify, "verifytype")
    }

    private static func temperature(
        _ values: Values, else reserved: inout [String]
    ) throws(RowRejection) -> Double? {
        let celsius = try PunchCell.celsius(values.temperature, "temperature")
        if celsius == nil, let text = values.temperature?.text { reserved.append("temperature=\(text)") }
        return celsius
    }

    /// Lower case; `nil` for a cell that names nothing.
    private static func key(of cell: ArraySlice<UInt8>) -> String? {
        cell.firstIndex(of: ASCII.equals).map { cell[..<$0].trimmed.text.lowercased() }
    }

    private static func value(of cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        cell.drop { $0 != ASCII.equals }.dropFirst().trimmed
    }
}
