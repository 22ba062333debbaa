import Crypto

/// Punches and their pictures, as events.
extension EventOrigin {
    /// `attendance.recorded`. The natural key is that of protocol section 3.2: serial, pin, time, status and
    /// verify; there is no record number on the wire.
    func event(for punch: Punch, in zone: DeviceZone) -> EventDraft {
        let local = punch.time.text()
        let resolved = zone.resolve(punch.time)
        let key = [
            punch.pin, local, punch.status.map(String.init) ?? "", punch.verify.map(String.init) ?? "",
        ]
        return draft(.attendanceRecorded, key: key, happenedAt: punch.time.calendarDay) { data in
            data.key("pin")
            data.string(punch.pin)
            data.occurrence(resolved, local: local, zone: zone)
            data.key("direction")
            data.string(punch.status.map(PunchDirection.name))
            data.key("direction_code")
            data.integer(punch.status)
            data.key("verify_method")
            data.string(punch.verify.map(VerifyMethod.name))
            data.key("verify_code")
            data.integer(punch.verify)
            data.key("work_code")
            data.string(punch.workCode)
            data.key("mask")
            data.integer(punch.mask)
            data.key("temperature_celsius")
            if let temperature = punch.temperatureCelsius { data.number(temperature) } else { data.null() }
            data.key("reserved")
            data.beginArray()
            for column in punch.reserved { data.string(column) }
            data.endArray()
            data.key("raw")
            data.string(punch.raw)
        }
    }

    /// `attendance.photo_captured`. The natural key is the file's name and its content.
    func event(for photo: AttendancePhoto, in zone: DeviceZone) -> EventDraft {
        let resolved = photo.time.map(zone.resolve)
        let key = [photo.fileName, SHA256.hexDigest(photo.image)]
        return draft(
            .attendancePhotoCaptured, key: key, happenedAt: photo.time?.calendarDay ?? Instant(seconds: 0),
            attachment: (.photo, photo.image)
        ) { data in
            data.key("pin")
            data.string(photo.pin)
            data.occurrence(resolved, local: photo.time?.text(), zone: zone)
            data.key("file_name")
            data.string(photo.fileName)
            data.key("matched")
            if let matched = photo.matched { data.bool(matched) } else { data.null() }
            data.key("photo")
            data.withheld(photo.image, type: ImageType.of(photo.image))
        }
    }
}

/// What kind of picture bytes are, by how they begin.
enum ImageType {
    static func of(_ image: [UInt8]) -> String {
        if image.starts(with: [0xff, 0xd8, 0xff]) { return "image/jpeg" }
        if image.starts(with: [0x89, 0x50, 0x4e, 0x47]) { return "image/png" }
        if image.starts(with: Array("BM".utf8)) { return "image/bmp" }
        return "application/octet-stream"
    }
}
