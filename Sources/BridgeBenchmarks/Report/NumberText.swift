/// Numbers as people read them.
enum NumberText {
    /// Three digits that matter, thousands apart: `9.27`, `92.7`, `9 270`.
    static func text(_ value: Double, _ unit: Figure.Unit) -> String {
        let number = number(value)
        return unit.rawValue.isEmpty
            ? number : unit == .perSecond ? number + "/s" : "\(number) \(unit.rawValue)"
    }

    static func number(_ value: Double) -> String {
        let size = value.magnitude
        let places = size == 0 || size >= 100 || value == value.rounded() ? 0 : size >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][places]
        let units = Int((size * scale).rounded())
        let (whole, rest) = (units / Int(scale), units % Int(scale))
        var groups: [String] = []
        var left = whole
        while left >= 1000 {
            groups.insert(padded(left % 1000, 3), at: 0)
            left /= 1000
        }
        groups.insert(String(left), at: 0)
        let sign = value < 0 && units > 0 ? "-" : ""
        return sign + groups.joined(separator: " ") + (places > 0 ? "." + padded(rest, places) : "")
    }

    static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
