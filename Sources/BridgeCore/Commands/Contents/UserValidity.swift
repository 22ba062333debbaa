/// From when until when a person may pass, by the terminal's clock.
package struct UserValidity: Sendable, Equatable {
    package let from: CivilTime
    package let until: CivilTime

    /// `nil` where neither end is given, or `fields` has errors. Terminals keep either both ends or none.
    init?(_ fields: inout FieldReader) {
        let from = fields.time("valid_from", dayTime: "00:00:00")
        let until = fields.time("valid_until", dayTime: "23:59:59")
        guard let until else {
            if from != nil { fields.refuse("valid_until", "is required beside `valid_from`") }
            return nil
        }
        // Terminals want both: somebody who may pass until then has always been allowed to.
        self.from = from ?? CivilTime(unixSeconds: 946_684_800)
        self.until = until
        if self.from.unixSeconds > until.unixSeconds {
            fields.refuse("valid_until", "must not be before `valid_from`")
        }
    }
}
