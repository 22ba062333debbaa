/// How often one may ask: so many a second, and after a pause `burst` at once.
package struct RequestRate: Sendable, Equatable {
    package var perSecond: Double
    package var burst: Double

    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// A tenant's key. The burst lets a script order a few hundred things one by one.
    package static let key = RequestRate(perSecond: 100, burst: 1000)
    /// The admin key, by which a vendor's program acts for all tenants.
    package static let admin = RequestRate(perSecond: 400, burst: 4000)
}
