/// How often one may ask: so many a second, and after a pause `burst` at once.
package struct RequestRate: Sendable, Equatable {
    package var perSecond: Double
    package var burst: Double

    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// With ten times as many at once, so that a script may order a few hundred things one by one.
    package init(perSecond: Int) { self.init(perSecond: Double(perSecond), burst: Double(perSecond) * 10) }
}
