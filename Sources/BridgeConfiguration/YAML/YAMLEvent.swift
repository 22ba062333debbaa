/// One step through a YAML file, as libyaml reports it.
struct YAMLEvent {
    enum Kind: Equatable {
        case documentStart
        case documentEnd
        case scalar(text: String, isPlain: Bool)
        case mappingStart
        case mappingEnd
        case sequenceStart
        case sequenceEnd
        case alias
        case streamEnd
    }

    let kind: Kind
    /// Counted from 1.
    let line: Int
    /// `&name` stood before it.
    let hasAnchor: Bool
    /// `!tag` stood before it.
    let hasTag: Bool
}
