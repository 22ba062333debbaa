/// A stream of factors from 0.8 to 1.2 that keeps events which failed together from coming back together.
///
/// Predictable from its seed (SplitMix64): good for spreading load, not for secrets.
package struct Jitter: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return 0.8 + 0.4 * Double(mixed >> 11) / Double(1 << 53)
    }
}
