import BridgeCore

extension Rule where Value == Int {
    static func integer(in range: ClosedRange<Int>) -> Rule {
        Rule { text throws(Breach) in
            guard 1...18 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
                let number = Int(text), range.contains(number)
            else { throw Breach("must be a whole number from \(range.lowerBound) to \(range.upperBound)") }
            return number
        }
    }

    /// Bytes.
    static func size(in range: ClosedRange<Int>) -> Rule {
        Rule { text throws(Breach) in
            guard let size = SizeText.parse(text) else { throw Breach("must be \(SizeText.rule)") }
            guard range.contains(size) else {
                let (least, most) = (SizeText.text(of: range.lowerBound), SizeText.text(of: range.upperBound))
                throw Breach("must be \(least) to \(most)")
            }
            return size
        }
    }
}

extension Rule where Value == Duration {
    static func duration(in range: ClosedRange<Duration>) -> Rule {
        Rule { text throws(Breach) in
            guard let duration = DurationText.parse(text) else {
                throw Breach("must be \(DurationText.rule)")
            }
            guard range.contains(duration) else {
                let least = DurationText.text(of: range.lowerBound)
                throw Breach("must be \(least) to \(DurationText.text(of: range.upperBound))")
            }
            return duration
        }
    }
}

extension Rule where Value == Duration? {
    /// A duration, or `never` for none.
    static func durationOrNever(in range: ClosedRange<Duration>) -> Rule {
        let duration = Rule<Duration>.duration(in: range)
        return Rule { text throws(Breach) in
            if text == "never" { return nil }
            do throws(Breach) {
                return try duration.parse(text)
            } catch {
                throw Breach(error.rule + ", or never", hint: Spelling.hint(for: text, among: ["never"]))
            }
        }
    }
}

extension Rule where Value == Bool {
    static var boolean: Rule {
        Rule { text throws(Breach) in
            switch text {
            case "true": true
            case "false": false
            default: throw Breach("must be true or false")
            }
        }
    }
}
