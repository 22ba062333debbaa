import Crypto

extension Fact {
    /// A person or a template as a query's result lists it, with the names events give its members; `nil` for
    /// all else. Of a template only size and digest.
    var shown: JSON? {
        switch self {
        case .user(let user):
            [
                "pin": .string(user.pin), "name": JSON(user.name),
                "privilege": JSON(user.privilege.map(UserPrivilege.name(code:))),
                "privilege_code": JSON(user.privilege), "card": JSON(user.card), "group": JSON(user.group),
                "has_password": user.hasPassword.map(JSON.bool) ?? .null, "verify_code": JSON(user.verify),
                "valid_from": JSON(user.validFrom), "valid_until": JSON(user.validUntil),
                "time_zones": user.timeZones.map { .array($0.map { JSON($0) }) } ?? .null,
                "second_card": JSON(user.secondCard == "0" ? nil : user.secondCard),
            ]
        case .biometric(let biometric):
            [
                "pin": .string(biometric.pin),
                "modality": .string(ModalityName.name(code: biometric.modality)),
                "modality_code": JSON(biometric.modality), "index": JSON(biometric.index),
                "piece": JSON(biometric.piece), "valid": JSON(biometric.valid),
                "duress": JSON(biometric.duress), "major_version": JSON(biometric.majorVersion),
                "minor_version": JSON(biometric.minorVersion), "format": JSON(biometric.format),
                "template": [
                    "size": JSON(biometric.template.count),
                    "sha256": .string(SHA256.hexDigest(biometric.template)),
                ],
            ]
        case .punch, .operation, .userPhoto, .attendancePhoto, .workCode, .idCard, .deviceError: nil
        }
    }
}
