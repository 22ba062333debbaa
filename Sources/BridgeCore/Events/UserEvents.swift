import Crypto

/// People on terminals, as events. Terminals repeat all of them at will, so only changes are news.
extension EventOrigin {
    /// `user.updated`.
    func event(for user: UserReport) -> EventDraft {
        let content = [
            user.name ?? "", user.privilege.map(String.init) ?? "",
            user.hasPassword.map { $0 ? "1" : "0" } ?? "", user.card ?? "", user.group ?? "",
            user.verify.map(String.init) ?? "", user.validFrom ?? "", user.validUntil ?? "",
        ]
        let state = state(["user", user.pin], is: content)
        return draft(.userUpdated, key: [user.pin] + content, state: state) { data in
            data.key("pin")
            data.string(user.pin)
            data.key("name")
            data.string(user.name)
            data.key("privilege")
            data.string(user.privilege.map(UserPrivilege.name(code:)))
            data.key("privilege_code")
            data.integer(user.privilege)
            data.key("card")
            data.string(user.card)
            data.key("group")
            data.string(user.group)
            data.key("has_password")
            if let hasPassword = user.hasPassword { data.bool(hasPassword) } else { data.null() }
            data.key("verify_code")
            data.integer(user.verify)
            data.key("valid_from")
            data.string(user.validFrom)
            data.key("valid_until")
            data.string(user.validUntil)
            data.key("raw")
            data.string(user.raw)
        }
    }

    /// `user.deleted`, for the operation that says so; `nil` for every other.
    func deletion(by operation: Operation, in zone: DeviceZone) -> EventDraft? {
        guard operation.code == Operation.deletesUser, let pin = operation.objects.first, !pin.isEmpty,
            pin != "0"
        else { return nil }
        let (local, resolved) = (operation.time.text(), zone.resolve(operation.time))
        // Whoever is enrolled again afterwards is news, though nothing about them changed.
        let state = state(["user", pin], is: ["deleted", local], decides: false)
        return draft(.userDeleted, key: [pin, local], happenedAt: operation.time.calendarDay, state: state) {
            data in
            data.key("pin")
            data.string(pin)
            data.occurrence(resolved, local: local, zone: zone)
            data.key("raw")
            data.string(operation.raw)
        }
    }

    /// `biometric.updated`. A template is known by whose it is, of what, which piece and for which algorithm.
    func event(for biometric: BiometricReport) -> EventDraft {
        let place = [
            biometric.pin, String(biometric.modality), biometric.index.map(String.init) ?? "",
            biometric.piece.map(String.init) ?? "", biometric.majorVersion ?? "",
        ]
        let content = [
            biometric.valid.map(String.init) ?? "", biometric.duress.map(String.init) ?? "",
            biometric.minorVersion ?? "", biometric.format ?? "", SHA256.hexDigest(biometric.template),
        ]
        return draft(
            .biometricUpdated, key: place + content, attachment: (.biometric, biometric.template),
            state: state(["biometric"] + place, is: content)
        ) { data in
            data.key("pin")
            data.string(biometric.pin)
            data.key("modality")
            data.string(ModalityName.name(code: biometric.modality))
            data.key("modality_code")
            data.integer(biometric.modality)
            data.key("index")
            data.integer(biometric.index)
            data.key("piece")
            data.integer(biometric.piece)
            data.key("valid")
            data.integer(biometric.valid)
            data.key("duress")
            data.integer(biometric.duress)
            data.key("major_version")
            data.string(biometric.majorVersion)
            data.key("minor_version")
            data.string(biometric.minorVersion)
            data.key("format")
            data.string(biometric.format)
            data.key("template")
            data.withheld(biometric.template)
        }
    }

    /// `user.photo_updated`.
    func event(for photo: UserPhoto) -> EventDraft {
        let digest = SHA256.hexDigest(photo.image)
        // Pictures for different sensors take turns in every upload, so each has a state of its own.
        let place = [photo.pin, photo.kind.rawValue] + (photo.modality.map { [String($0)] } ?? [])
        return draft(
            .userPhotoUpdated, key: place + [digest], attachment: (.photo, photo.image),
            state: state(["photo"] + place, is: [digest])
        ) { data in
            data.key("pin")
            data.string(photo.pin)
            data.key("kind")
            data.string(photo.kind.rawValue)
            data.key("file_name")
            data.string(photo.fileName)
            data.key("photo")
            data.withheld(photo.image, type: ImageType.of(photo.image))
        }
    }

    /// `work_code.updated`.
    func event(for workCode: WorkCodeReport) -> EventDraft {
        let content = [workCode.name ?? "", workCode.pin ?? ""]
        let state = state(["work_code", workCode.code], is: content)
        return draft(.workCodeUpdated, key: [workCode.code] + content, state: state) { data in
            data.key("code")
            data.string(workCode.code)
            data.key("name")
            data.string(workCode.name)
            data.key("pin")
            data.string(workCode.pin)
            data.key("raw")
            data.string(workCode.raw)
        }
    }
}
