import BridgeCore

/// Which templates a terminal takes, into which of its tables, and for which version of the algorithm, by the options
/// it reported (protocol sections 3.5, 3.7 and 6.5).
struct BiometricSupport: Sendable {
    /// Where templates of a kind go.
    enum Table: Sendable {
        case unified, fingerprint, face, fingerVein
    }

    private let generation: PushGeneration
    private let options: [String: String]

    init(_ profile: DeviceProfile) {
        generation = PushGeneration(profile)
        options = profile.options
    }

    /// The table for templates of a kind.
    func table(
        for modality: BiometricModality, _ form: BiometricForm
    ) throws(Untellable) -> Table {
        let legacy = Self.legacyTable(for: modality)
        switch form {
        case .unified:
            guard generation == .standard else {
                throw Untellable("form", "must be legacy: \(generation.name) has no unified templates")
            }
            return .unified
        case .legacy:
            guard let legacy else {
                throw Untellable("form", "must be unified: there was no \(modality.name) before BIODATA")
            }
            return legacy
        case .automatic: return try automaticTable(for: modality, legacy)
        }
    }

    private func automaticTable(
        for modality: BiometricModality, _ legacy: Table?
    ) throws(Untellable) -> Table {
        let announced = flag("MultiBioDataSupport", modality)
        let function = functionOption(of: modality)
        let isOn = function.flatMap { options[$0] }.flatMap { $0.isEmpty ? nil : $0 != "0" }
        if announced != true, isOn == false, let function {
            throw Untellable("modality", "must be one the terminal takes: it says \(function)=0")
        }
        if announced != true, modality == .face, options["VisilightFun"] == "1" {
            throw Untellable(
                "modality", "must be visible_light_face: this terminal has no near-infrared camera")
        }
        guard generation == .standard else {
            guard let legacy else {
                throw Untellable("modality", "must be another: \(generation.name) takes no \(modality.name)")
            }
            return legacy
        }
        switch announced {
        case true?:
            // SenseFace models of algorithm 10 and 13 answer 0 to fingerprints in BIODATA and drop them (section
            // 6.5, field notes).
            return modality == .fingerprint && isSenseFace ? .fingerprint : .unified
        case false?:
            guard let legacy, isOn == true else {
                throw Untellable(
                    "modality",
                    "must be one the terminal takes: its MultiBioDataSupport says no to \(modality.name)")
            }
            return legacy
        case nil:
            // FINGERTMP is for algorithms up to 10 by the manuals; the older tables came before the option.
            if modality == .fingerprint, let version = version(of: modality), version > 10 { return .unified }
            return legacy ?? .unified
        }
    }

    /// The kinds whose templates the terminal has elsewhere than in the unified table.
    var keptApart: [BiometricModality] {
        BiometricModality.allCases.filter { modality in
            guard flag("MultiBioDataSupport", modality) != true else { return false }
            return switch try? table(for: modality, .automatic) {
            case .fingerprint, .face, .fingerVein: true
            case .unified, nil: false
            }
        }
    }

    private var isSenseFace: Bool {
        (options["~DeviceName"] ?? options["DeviceName"] ?? "").lowercased().hasPrefix("senseface")
    }

    private static func legacyTable(for modality: BiometricModality) -> Table? {
        switch modality {
        case .fingerprint: .fingerprint
        case .face: .face
        case .fingerVein: .fingerVein
        case .general, .voice, .iris, .retina, .palmPrint, .palmVein, .visibleLightFace, .visibleLightPalm:
            nil
        }
    }

    private func functionOption(of modality: BiometricModality) -> String? {
        switch modality {
        case .fingerprint: "FingerFunOn"
        case .face: "FaceFunOn"
        case .fingerVein: "FvFunOn"
        case .palmVein: "PvFunOn"
        case .visibleLightFace: "VisilightFun"
        case .general, .voice, .iris, .retina, .palmPrint, .visibleLightPalm: nil
        }
    }

    /// One of the ten or eleven 0 and 1 between colons; `nil` where the option was not reported or is too short.
    func flag(_ option: String, _ modality: BiometricModality) -> Bool? {
        cell(option, modality).map { $0 != "0" }
    }

    private func cell(_ option: String, _ modality: BiometricModality) -> Substring? {
        let cells = (options[option] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard cells.indices.contains(modality.rawValue), !cells[modality.rawValue].isEmpty else { return nil }
        return cells[modality.rawValue]
    }

    /// The major version of the terminal's algorithm; `nil` where it has not said. `MultiBioVersion` is more exact
    /// than the older options.
    func version(of modality: BiometricModality) -> Int? {
        if let version = cell("MultiBioVersion", modality).flatMap(Self.major) { return version }
        let isVisibleLight = options["VisilightFun"] == "1"
        let names: [String] =
            switch modality {
            case .fingerprint: ["FPVersion", "~ZKFPVersion", "ZKFPVersion"]
            case .face: isVisibleLight ? [] : ["FaceVersion"]
            case .visibleLightFace: isVisibleLight ? ["FaceVersion"] : []
            case .fingerVein: ["FvVersion"]
            case .palmVein: ["PvVersion"]
            case .general, .voice, .iris, .retina, .palmPrint, .visibleLightPalm: []
            }
        return names.lazy.compactMap { options[$0] }.compactMap { Self.major($0[...]) }.first
    }

    /// Of `13` and `40.1`; 0 and -1 say that there is none.
    private static func major(_ text: Substring) -> Int? {
        guard text.utf8.count <= 16, let major = text.split(separator: ".").first.flatMap({ Int($0) }),
            major > 0
        else { return nil }
        return major
    }
}
