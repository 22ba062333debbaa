/// Sizes as people write them: a whole number of bytes, or one with `KiB`, `MiB` or `GiB`.
enum SizeText {
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1),
    ]

    static let rule = "a size in bytes, or like 64KiB, 16MiB or 1GiB"

    /// `nil` for anything but up to nine digits and a unit.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard 1...9 ~= digits.count, let number = Int(digits),
            let bytes = units.first(where: { $0.name == unit })?.bytes
        else { return nil }
        return number * bytes
    }

    /// In the largest unit that leaves a whole number.
    static func text(of size: Int) -> String {
        guard size != 0, let unit = units.first(where: { size % $0.bytes == 0 }) else { return "0" }
        return "\(size / unit.bytes)\(unit.name)"
    }
}
