/// Which of a person's pictures is meant.
package struct UserPictureSelection: Sendable, Equatable {
    package let pin: String
    package let kind: UserPhoto.Kind
    /// Of comparison pictures; `nil`: all.
    package let modality: BiometricModality?

    init?(_ fields: inout FieldReader) {
        let pin = fields.pin(required: true)
        kind = fields.choice("kind", fallback: UserPhoto.Kind.profile) ?? .profile
        modality = fields.modality(among: [.visibleLightFace, .visibleLightPalm])
        if modality != nil, kind == .profile {
            fields.refuse("modality", "must be left out but for comparison pictures")
        }
        guard let pin else { return nil }
        self.pin = pin
    }
}
