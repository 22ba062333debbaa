/// Something done at a terminal, as an OPLOG row says it (protocol sections 3.4 and 13.4).
package struct Operation: Sendable, Equatable {
    package var code: Int
    /// Who did it; `nil` where the terminal acted by itself.
    package var operatorPin: String?
    /// By the terminal's own calendar and clock.
    package var time: CivilTime
    /// The four cells after the time, as text; what they mean depends on the code.
    package var objects: [String]
    /// The row as it came.
    package var raw: String

    package init(code: Int, operatorPin: String?, time: CivilTime, objects: [String], raw: String) {
        self.code = code
        self.operatorPin = operatorPin
        self.time = time
        self.objects = objects
        self.raw = raw
    }

    /// The code of "user deleted": its first object is the pin, and no USER row follows.
    static let deletesUser = 9
}
