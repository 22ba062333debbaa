/// Names of the verify codes in ATTLOG rows (protocol section 13.3, attendance PUSH).
package enum VerifyMethod {
    /// The method's name, `other` for a code the tables do not have.
    package static func name(code: Int) -> String {
        names.indices.contains(code) ? names[code] : "other"
    }

    /// The names, in the order of their codes.
    package static var known: [String] { names }

    /// The code of a method's name.
    package static func code(of name: String) -> Int? { names.firstIndex(of: name) }

    private static let names = [
        "automatic", "fingerprint", "pin", "password", "card", "fingerprint_or_password",
        "fingerprint_or_card", "card_or_password", "pin_and_fingerprint", "fingerprint_and_password",
        "card_and_fingerprint", "card_and_password", "fingerprint_and_password_and_card",
        "pin_and_fingerprint_and_password", "pin_and_fingerprint_or_card_and_fingerprint", "face",
        "face_and_fingerprint", "face_and_password", "face_and_card", "face_and_fingerprint_and_card",
        "face_and_fingerprint_and_password", "finger_vein", "finger_vein_and_password",
        "finger_vein_and_card", "finger_vein_and_password_and_card", "palm", "palm_and_card",
        "palm_and_face", "palm_and_fingerprint", "palm_and_face_and_fingerprint",
    ]
}

/// Names of the status codes in ATTLOG rows (protocol section 13.2).
package enum PunchDirection {
    /// The direction's name; 255 is what terminals send whose "punch state" is switched off.
    package static func name(code: Int) -> String {
        switch code {
        case 0: "check_in"
        case 1: "check_out"
        case 2: "break_out"
        case 3: "break_in"
        case 4: "overtime_in"
        case 5: "overtime_out"
        case 255: "undefined"
        default: "other"
        }
    }
}
