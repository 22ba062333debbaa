import Glibc

/// What decoding a path hides.
struct PathEscapes {
    /// The path holds `%00`, at which the decoded one ends.
    private(set) var hasNUL = false
    /// The path holds `%2F`, which in the decoded one looks like a slash that parts it.
    private(set) var hasSlash = false
    /// Where the target ended as the library saw it; `nil` before there was one.
    private var end: UnsafePointer<CChar>?

    init() {}

    /// - Parameter target: As the client wrote it, with the query.
    init(in target: UnsafePointer<CChar>) {
        var place = target
        while place.pointee != 0, place.pointee != Self.questionMark {
            defer { place += 1 }
            guard place.pointee == Self.percent else { continue }
            // The second is read only where the first did not end the text.
            switch (place[1], place[1] == 0 ? 0 : place[2]) {
            case (Self.zero, Self.zero): hasNUL = true
            case (Self.two, Self.upperF), (Self.two, Self.lowerF): hasSlash = true
            default: break
            }
        }
        end = target + strlen(target)
    }

    /// Whether a NUL in the first line ended the target early: then more stands before the version than the one the
    /// library puts in the place of the space.
    func isCutShort(before version: UnsafePointer<CChar>) -> Bool {
        guard let end else { return false }
        return version - end != 1
    }

    private static let percent = CChar(UInt8(ascii: "%"))
    private static let questionMark = CChar(UInt8(ascii: "?"))
    private static let zero = CChar(UInt8(ascii: "0"))
    private static let two = CChar(UInt8(ascii: "2"))
    private static let upperF = CChar(UInt8(ascii: "F"))
    private static let lowerF = CChar(UInt8(ascii: "f"))
}
