import BridgeCore

/// What a terminal is told about itself: its data, its door, its files.
extension AttendanceText {
    func clearing(_ data: ClearedData) throws(Untellable) -> String {
        switch data {
        case .attendance: return "CLEAR LOG"
        case .attendancePhotos: return "CLEAR PHOTO"
        case .everything: return "CLEAR DATA"
        case .users:
            guard generation != .first else {
                throw Untellable(nil, "must be device.clear_all: \(generation.name) has no other")
            }
            return "CLEAR ALL USERINFO"
        case .biometrics:
            guard generation == .standard else {
                throw Untellable(nil, "must be another: \(generation.name) has no unified templates")
            }
            return "CLEAR BIODATA"
        }
    }

    /// How many seconds cannot be said, but a door that opens for its own time has still opened.
    func unlocking(_ door: Int) throws(Untellable) -> String {
        guard door == 1 else {
            throw Untellable("door", "must be 1, is \(door): an attendance terminal has one door")
        }
        if addressee.option("LockFunOn") == "0" {
            throw Untellable(nil, "must be another: the terminal has no lock relay (LockFunOn=0)")
        }
        return "AC_UNLOCK"
    }

    func file(_ delivery: FileDelivery) -> String {
        let start = "PutFile \(delivery.url)\t\(delivery.path ?? "")"
        switch delivery.purpose {
        case .keep: return delivery.path == nil ? "PutFile \(delivery.url)" : start
        case .append: return start + "\tAction=AppendData"
        case .replace(let table, let records):
            let name =
                switch table {
                case .users: "USERINFO"
                case .fingerprints: "FINGERTMP"
                case .faces: "FACE"
                }
            return start + "\tAction=SyncData\tTableName=\(name)\tRecordCount=\(records)"
        }
    }

    func firmware(_ upgrade: FirmwareUpgrade) -> String {
        let (checksum, size, url) = (
            "checksum=\(upgrade.checksum.lowercased())", "size=\(upgrade.size)", "url=\(upgrade.url)"
        )
        return switch upgrade.transfer {
        case .raw: "UPGRADE type=1,\(checksum),\(size),\(url)"
        case .base64: "UPGRADE \(checksum),\(url),\(size)"
        case .ranges: "UPGRADE \(checksum),\(size),\(url),supportsubcontracting=1"
        }
    }
}
