/// A template a terminal reports (FP, FACE, FVEIN and BIODATA rows, protocol sections 3.4 and 3.5).
package struct BiometricReport: Sendable, Equatable {
    package var pin: String
    /// The number in BIODATA's `Type`; for the older rows the one that says the same.
    package var modality: Int
    /// Which finger, hand or eye (`No`, `FID`); 0 where there is but one.
    package var index: Int?
    /// Which piece of a template that comes in several (`Index`).
    package var piece: Int?
    /// 0 bad, 1 good, 3 good and a sign of duress.
    package var valid: Int?
    package var duress: Int?
    /// The algorithm's version as text; templates do not work across major versions.
    package var majorVersion: String?
    package var minorVersion: String?
    /// 0 ZK, 1 ISO, 2 ANSI.
    package var format: String?
    /// The template, decoded.
    package var template: [UInt8]

    package init(
        pin: String, modality: Int, index: Int? = nil, piece: Int? = nil, valid: Int? = nil,
        duress: Int? = nil, majorVersion: String? = nil, minorVersion: String? = nil, format: String? = nil,
        template: [UInt8]
    ) {
        self.pin = pin
        self.modality = modality
        self.index = index
        self.piece = piece
        self.valid = valid
        self.duress = duress
        self.majorVersion = majorVersion
        self.minorVersion = minorVersion
        self.format = format
        self.template = template
    }
}
