/// From when until when a person may pass, by the terminal's clock.
package enum UserValidity: Sendable, Equatable {
    case between(CivilTime, CivilTime)
    /// Whatever limit the person had is taken away.
    case unlimited

    /// `nil` where nothing is said, or `fields` has errors. Terminals keep either both ends or none.
    init?(_ fields: inout FieldReader) {
        let from = fields.time("valid_from", dayTime: "00:00:00")
        let until = fields.time("valid_until", dayTime: "23:59:59")
        let expires = fields.answer(
            "expires", rule: "false to take away the time until which the person may pass")
        let isLimited = fields.isGiven("valid_from") || fields.isGiven("valid_until")
        if expires == false {
            if isLimited {
                fields.refuse("expires", "must be left out beside `valid_from` and `valid_until`")
            }
            self = .unlimited
            return
        }
        guard let until else {
            if !fields.isGiven("valid_until"), isLimited || expires == true {
                fields.refuse(
                    "valid_until", "is required beside " + (isLimited ? "`valid_from`" : "`expires`: true"))
            }
            return nil
        }
        // Terminals want both: somebody who may pass until then has always been allowed to.
        let start = from ?? CivilTime(unixSeconds: 946_684_800)
        if start.unixSeconds > until.unixSeconds {
            fields.refuse("valid_until", "must not be before `valid_from`")
        }
        self = .between(start, until)
    }
}
