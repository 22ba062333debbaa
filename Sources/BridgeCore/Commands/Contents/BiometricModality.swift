/// What a template was made of, under BIODATA's names (protocol section 3.5).
package enum BiometricModality: Int, Sendable, CaseIterable {
    case general, fingerprint, face, voice, iris, retina, palmPrint, fingerVein, palmVein, visibleLightFace
    case visibleLightPalm

    package var name: String { ModalityName.name(code: rawValue) }

    static let names = allCases.map(\.name)

    init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

extension FieldReader {
    mutating func modality(
        _ name: String = "modality", required: Bool = false, among choices: [BiometricModality]? = nil,
        fallback: BiometricModality? = nil
    ) -> BiometricModality? {
        let names = choices.map { $0.map(\.name) } ?? BiometricModality.names
        return choice(name, required: required, among: names, fallback: fallback?.name)
            .flatMap(BiometricModality.init(name:))
    }
}
