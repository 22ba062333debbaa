package import BridgeCore

/// Commands as a terminal reads them (protocol sections 6.1 and 6.5).
package enum CommandText {
    /// `C:<number>:<text>` and LF: old firmware does not carry out a last line without LF.
    ///
    /// In the terminal's own set of characters where it has one, else in UTF-8. What the set lacks goes out in
    /// UTF-8 too: `refusals` lets no such command in, so it was ordered before the terminal had that set.
    ///
    /// - Throws: Where the terminal said only after the order that it cannot do it, or its set of characters would
    ///   make several lines of it.
    package static func line(
        _ number: CommandNumber, _ command: Command, for addressee: Addressee
    ) throws(CannotBeTold) -> [UInt8] {
        let text: String
        do throws(Untellable) { text = try self.text(command, for: addressee) } catch {
            throw CannotBeTold((error.field ?? "the command") + " " + error.message)
        }
        guard let bytes = encoded(text, in: addressee.charset) else {
            throw CannotBeTold("its line \(Self.endsEarly)")
        }
        var line = Array("C:\(number.value):".utf8)
        line.append(contentsOf: bytes)
        line.append(ASCII.lineFeed)
        return line
    }

    private static let endsEarly =
        "must not end its line early, as it does in the terminal's set of characters"

    /// There is no escaping, so what would end the line early becomes a space.
    ///
    /// - Returns: `nil` where the set would put such an end into it itself.
    private static func encoded(_ text: String, in charset: Charset?) -> [UInt8]? {
        let bytes = text.utf8.map { $0.endsCommand ? ASCII.space : $0 }
        guard let charset, bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        return single(charset.encode(bytes[...].text) ?? bytes)
    }

    /// A command's bytes, or `nil` if a terminal would read more than one command in them.
    package static func single(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.contains(where: \.endsCommand) ? nil : bytes
    }

    /// What this terminal cannot be told of an order's steps, each as an error of the field at fault, by the name it
    /// has in the order; empty where all is well.
    package static func refusals(of steps: [CommandStep], for addressee: Addressee) -> [FieldError] {
        steps.flatMap { refusals(of: $0, for: addressee) }
    }

    private static func refusals(of step: CommandStep, for addressee: Addressee) -> [FieldError] {
        var errors: [FieldError] = []
        if let charset = addressee.charset {
            // A text with other characters would arrive as another text.
            for (name, value) in step.params.members {
                guard case .string(let text) = value, text.utf8.contains(where: { $0 >= 0x80 }),
                    charset.encode(text) == nil
                else { continue }
                errors.append(
                    FieldError(
                        field: step.field(name),
                        message:
                            "must be text that \(charset), the terminal's set of characters, has letters for"
                    ))
            }
        }
        do throws(Untellable) {
            if encoded(try text(step.command, for: addressee), in: addressee.charset) == nil {
                errors.append(FieldError(field: "type", message: Self.endsEarly))
            }
        } catch {
            errors.append(
                FieldError(field: error.field.map(step.field) ?? "type", message: error.message))
        }
        if step.isVerified { errors += verificationRefusals(of: step, for: addressee) }
        return errors
    }

    private static func verificationRefusals(
        of step: CommandStep, for addressee: Addressee
    ) -> [FieldError] {
        guard let query = step.verification?.command else {
            return [
                FieldError(
                    field: "params.verify", message: "must be false: no query shows all that this does")
            ]
        }
        do throws(Untellable) {
            _ = try text(query, for: addressee)
            return []
        } catch {
            return [
                FieldError(
                    field: "params.verify",
                    message: "must be false: this terminal has no query for it (\(error.message))")
            ]
        }
    }

    /// Whether a raw text reaches beyond a terminal's records into its system (protocol section 10), as the commands
    /// do that only whoever runs the bridge may order.
    package static func reachesIntoSystem(raw text: String) -> Bool {
        let verb = text.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }.lowercased()
        return ["shell", "putfile", "getfile", "upgrade"].contains { verb.hasPrefix($0) }
    }

    private static func text(
        _ command: Command, for addressee: Addressee
    ) throws(Untellable) -> String {
        switch addressee.dialect {
        case .attendance: try AttendanceText(for: addressee).text(command)
        }
    }
}

extension UInt8 {
    fileprivate var endsCommand: Bool { isLineEnd || self == ASCII.nul }
}
