/// Somebody is to come to the terminal and be enrolled.
package enum Enrolment: Sendable, Equatable {
    case fingerprint(pin: String, finger: Int, retries: Int, overwrites: Bool)
    case biometric(pin: String, modality: BiometricModality, card: String?, retries: Int, overwrites: Bool)
    case card(pin: String, retries: Int)
}

extension FieldReader {
    mutating func retries() -> Int { integer("retries", in: 1...10, fallback: 3) ?? 3 }
}
