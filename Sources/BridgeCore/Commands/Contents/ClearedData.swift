/// What a terminal is told to forget.
package enum ClearedData: Sendable, Equatable {
    case attendance, attendancePhotos, biometrics, users, everything
}
