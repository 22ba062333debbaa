/// A value in a YAML file, and where it stands.
struct YAMLNode {
    indirect enum Content {
        /// Nothing, `~` or `null`: the key counts as not given.
        case null
        case scalar(YAMLScalar)
        case mapping([YAMLMember])
        case sequence([YAMLNode])
        /// Something is wrong with it and has been reported; whoever reads on says no more about it.
        case unusable
    }

    /// Counted from 1.
    let line: Int
    let content: Content

    /// What kind of value this is, in words for an error message.
    var kind: String {
        switch content {
        case .null, .unusable: "nothing"
        case .scalar: "a single value"
        case .mapping: "a mapping"
        case .sequence: "a list"
        }
    }
}

/// A key and its value.
struct YAMLMember {
    let key: String
    let line: Int
    let value: YAMLNode
}

/// A single value as text; what it means is its reader's business.
struct YAMLScalar: Equatable {
    let text: String
    /// As it stands in the file, with `${NAME}` for what the environment holds. Messages show this one only.
    let written: String
}
