/// Which event types an endpoint wants: `*`, a family (`attendance.*`) or one exact type.
package enum EventPattern: Sendable, Hashable {
    case all
    case family(String)
    case exactly(EventType)

    /// `nil` for a pattern that could never match anything we send.
    package init?(_ text: String) {
        if text == "*" {
            self = .all
        } else if text.hasSuffix(".*") {
            let family = String(text.dropLast(1))
            guard EventType.allCases.contains(where: { $0.rawValue.hasPrefix(family) }) else { return nil }
            self = .family(family)
        } else if let type = EventType(rawValue: text) {
            self = .exactly(type)
        } else {
            return nil
        }
    }

    package var text: String {
        switch self {
        case .all: "*"
        case .family(let family): family + "*"
        case .exactly(let type): type.rawValue
        }
    }

    package func matches(_ type: EventType) -> Bool {
        switch self {
        case .all: true
        case .family(let family): type.rawValue.hasPrefix(family)
        case .exactly(let wanted): type == wanted
        }
    }
}
