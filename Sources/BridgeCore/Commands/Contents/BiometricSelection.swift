/// Which of the templates on a terminal are meant.
package struct BiometricSelection: Sendable, Equatable {
    /// `nil`: of everybody.
    package let pin: String?
    /// `nil`: of every kind.
    package let modality: BiometricModality?
    /// `nil`: all of them.
    package let index: Int?
    package let form: BiometricForm

    package init(
        pin: String?, modality: BiometricModality?, index: Int? = nil, form: BiometricForm = .automatic
    ) {
        self.pin = pin
        self.modality = modality
        self.index = index
        self.form = form
    }

    init(_ fields: inout FieldReader, requiringPin: Bool, requiringModality: Bool) {
        pin = fields.pin(required: requiringPin)
        modality = fields.modality(required: requiringModality)
        index = fields.integer("index", in: 0...15)
        form = fields.choice("form", fallback: BiometricForm.automatic) ?? .automatic
        if index != nil, modality == nil { fields.refuse("modality", "is required beside `index`") }
        if index != nil, pin == nil { fields.refuse("pin", "is required beside `index`") }
    }

    /// Whether a template that a terminal reported is among those meant.
    func includes(_ report: BiometricReport) -> Bool {
        (pin == nil || report.pin == pin) && (modality == nil || report.modality == modality?.rawValue)
            && (index == nil || (report.index ?? 0) == index)
    }
}
