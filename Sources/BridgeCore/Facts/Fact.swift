/// Something a terminal reported and we understood.
package enum Fact: Sendable, Equatable {
    case punch(Punch)
    case operation(Operation)
    case user(UserReport)
    case biometric(BiometricReport)
    case userPhoto(UserPhoto)
    case attendancePhoto(AttendancePhoto)
    case workCode(WorkCodeReport)
    case idCard(IDCardReading)
    case deviceError(DeviceErrorReport)
}
