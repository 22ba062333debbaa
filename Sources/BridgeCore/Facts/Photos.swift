/// A person's picture on a terminal (USERPIC and BIOPHOTO rows, protocol section 3.4).
package struct UserPhoto: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Shown when the person punches.
        case profile
        /// Compared with the camera's picture.
        case comparison
    }

    package var pin: String
    package var kind: Kind
    /// What it is compared with, by BIODATA's types: a person may have a picture of the face and one of the palm.
    package var modality: Int?
    package var fileName: String?
    package var image: [UInt8]

    package init(pin: String, kind: Kind, modality: Int? = nil, fileName: String?, image: [UInt8]) {
        self.pin = pin
        self.kind = kind
        self.modality = modality
        self.fileName = fileName
        self.image = image
    }
}

/// A picture taken at a punch (ATTPHOTO, protocol section 3.6).
package struct AttendancePhoto: Sendable, Equatable {
    /// E.g. `20261120080000-1156.jpg`.
    package var fileName: String
    /// Who it shows by the terminal's reckoning; `nil` where nobody was recognised.
    package var pin: String?
    /// The time in the file's name, by the terminal's clock.
    package var time: CivilTime?
    /// Whether the person was recognised.
    package var matched: Bool?
    package var image: [UInt8]

    package init(fileName: String, pin: String?, time: CivilTime?, matched: Bool?, image: [UInt8]) {
        self.fileName = fileName
        self.pin = pin
        self.time = time
        self.matched = matched
        self.image = image
    }
}
