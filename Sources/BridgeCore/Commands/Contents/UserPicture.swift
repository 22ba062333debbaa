/// A person's picture for a terminal to keep.
package struct UserPicture: Sendable, Equatable {
    package let pin: String
    package let kind: UserPhoto.Kind
    /// What it is compared with: the face, or the palm.
    package let modality: BiometricModality
    /// JPEG.
    package let image: [UInt8]
    /// Whether the terminal is to send back the template it makes of it.
    package let wantsTemplate: Bool

    /// Bytes at most. A command may have 900 KB (protocol section 6.1), and base64 takes a third more.
    private static let maximum = 512 * 1024
    private static let magic: [UInt8] = [0xff, 0xd8, 0xff]

    /// `nil` where there is none, or `fields` has errors.
    ///
    /// - Parameter start: Put before the names of the members that say more about it.
    init?(
        _ fields: inout FieldReader, of pin: String?, named start: String = "", required: Bool = true
    ) {
        let image = fields.binary(
            "photo", required: required, maximum: Self.maximum,
            rule: "a JPEG picture: it must begin with FF D8 FF"
        ) { $0.starts(with: Self.magic) }
        kind = fields.choice(start + "kind", fallback: UserPhoto.Kind.profile) ?? .profile
        let chosen = fields.modality(start + "modality", among: [.visibleLightFace, .visibleLightPalm])
        modality = chosen ?? .visibleLightFace
        wantsTemplate = fields.flag(start + "return_template")
        if !required, !fields.isGiven("photo") {
            for name in ["kind", "modality", "return_template"] where fields.isGiven(start + name) {
                fields.refuse(start + name, "must be left out without `photo`")
            }
        }
        if fields.isGiven("photo"), kind == .profile {
            let rule = "must be left out but for a comparison picture"
            if chosen != nil { fields.refuse(start + "modality", rule) }
            if wantsTemplate { fields.refuse(start + "return_template", rule) }
        }
        guard let pin, let image else { return nil }
        (self.pin, self.image) = (pin, image)
    }
}
