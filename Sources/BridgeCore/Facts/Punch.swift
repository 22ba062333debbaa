/// One attendance record, as a row of the terminal's ATTLOG table says it (protocol section 3.3).
package struct Punch: Sendable, Equatable {
    /// The person, as the terminal knows them; up to 14 digits or letters on most models.
    package var pin: String
    /// By the terminal's own calendar and clock.
    package var time: CivilTime
    /// Punch state, e.g. 0 check-in, 1 check-out; `nil` where the row has no such column.
    package var status: Int?
    /// How the person was verified, e.g. 1 fingerprint, 15 face.
    package var verify: Int?
    package var workCode: String?
    /// 1 with, 0 without a mask; only from models that announce mask detection.
    package var mask: Int?
    /// Only from models that announce temperature detection.
    package var temperatureCelsius: Double?
    /// The text of the columns beyond those named above, in order.
    package var reserved: [String]
    /// The row as it came.
    package var raw: String

    package init(
        pin: String, time: CivilTime, status: Int?, verify: Int?, workCode: String?, mask: Int? = nil,
        temperatureCelsius: Double? = nil, reserved: [String] = [], raw: String
    ) {
        self.pin = pin
        self.time = time
        self.status = status
        self.verify = verify
        self.workCode = workCode
        self.mask = mask
        self.temperatureCelsius = temperatureCelsius
        self.reserved = reserved
        self.raw = raw
    }
}
