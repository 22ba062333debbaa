import BridgeCore

/// Strangers' text for a screen: nothing in it can move the cursor, colour what follows, turn the direction of writing
/// or end the line.
enum VisibleText {
    static func of(_ text: String) -> String {
        var visible = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": visible += "\\n"
            case "\r": visible += "\\r"
            case "\t": visible += "\\t"
            case _ where scalar.steersText: visible += "\\u{\(String(scalar.value, radix: 16))}"
            default: visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }
}
