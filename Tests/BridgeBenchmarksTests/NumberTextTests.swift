import Testing

@testable import BridgeBenchmarks

@Suite struct NumberTextTests {
    @Test(
        "numbers show three digits that matter",
        arguments: [
            (0, "0"), (0.004, "0.00"), (9.266, "9.27"), (9.999, "10.00"), (92.66, "92.7"), (926.6, "927"),
            (9266, "9 266"), (1_000_000, "1 000 000"), (-3.5, "-3.50"), (12, "12"),
        ])
    func number(_ value: Double, _ text: String) {
        #expect(NumberText.number(value) == text)
    }
}
