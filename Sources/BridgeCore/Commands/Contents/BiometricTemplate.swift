/// A template for a terminal to keep; its members have the names of `biometric.updated`, so that what one terminal
/// reported can be given to another.
package struct BiometricTemplate: Sendable, Equatable {
    package let pin: String
    package let modality: BiometricModality
    /// Which finger, hand or eye; 0 where there is but one.
    package let index: Int
    /// Which piece of a template that comes in several.
    package let piece: Int
    /// 0 bad, 1 good, 3 good and a sign of duress.
    package let valid: Int
    package let isDuress: Bool
    /// The algorithm's version; `nil` where whoever ordered does not know it.
    package let majorVersion: Int?
    package let minorVersion: Int?
    /// 0 ZK, 1 ISO, 2 ANSI.
    package let format: Int
    package let template: [UInt8]
    /// Which of the terminal's tables it goes into.
    package let form: BiometricForm
    /// Goes out though its version is not the terminal's.
    package let isForced: Bool

    /// Bytes at most: the largest seen, of visible-light faces, have some 20 KB.
    private static let maximum = 256 * 1024

    /// `nil` only where `fields` has errors.
    init?(_ fields: inout FieldReader) {
        let pin = fields.pin(required: true)
        self.init(&fields, of: pin)
    }

    init?(_ fields: inout FieldReader, of pin: String?) {
        let modality = fields.modality(required: true)
        index = fields.integer("index", in: 0...15, fallback: 0) ?? 0
        piece = fields.integer("piece", in: 0...63, fallback: 0) ?? 0
        valid = fields.integer("valid", in: 0...3, fallback: 1) ?? 1
        isDuress = fields.integer("duress", in: 0...1, fallback: 0) == 1
        majorVersion = Self.version("major_version", &fields)
        minorVersion = Self.version("minor_version", &fields)
        format = Self.format(&fields)
        let template = fields.binary(
            "template", required: true, maximum: Self.maximum, rule: "a template of at least one byte")
        form = fields.choice("form", fallback: BiometricForm.automatic) ?? .automatic
        isForced = fields.flag("force")
        guard let pin, let modality, let template else { return nil }
        (self.pin, self.modality, self.template) = (pin, modality, template)
    }

    /// Digits as a string, which is how events write them.
    private static func version(_ name: String, _ fields: inout FieldReader) -> Int? {
        let text = fields.text(
            name, maximum: 4, rule: "1 to 4 digits in a string", where: FieldReader.isDigits)
        return text.flatMap { Int($0) }
    }

    /// By number or by name: some terminals report `ZK`.
    private static func format(_ fields: inout FieldReader) -> Int {
        let names = ["0", "1", "2", "ZK", "ISO", "ANSI"]
        let name = fields.choice("format", among: names, fallback: "0") ?? "0"
        return (names.firstIndex(of: name) ?? 0) % 3
    }
}
