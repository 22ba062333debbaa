/// How often one may ask: so many a second, and after a pause `burst` at once.
package struct RequestRate: Sendable, Equatable {
    package var perSecond: Double
    package var burst: Double

    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// A tenant's key.
    package static let key = RequestRate(perSecond: 50, burst: 100)
    /// The admin key.
    package static let admin = RequestRate(perSecond: 200, burst: 400)
}
