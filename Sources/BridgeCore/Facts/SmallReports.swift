/// A work code on a terminal (WORKCODE rows, protocol section 3.4).
package struct WorkCodeReport: Sendable, Equatable {
    package var code: String
    package var name: String?
    package var pin: String?
    package var raw: String

    package init(code: String, name: String?, pin: String?, raw: String) {
        self.code = code
        self.name = name
        self.pin = pin
        self.raw = raw
    }
}

/// An identity card that was read (IDCARD rows, protocol section 3.5): its fields by the names the protocol gives
/// them, photo and templates left out.
package struct IDCardReading: Sendable, Equatable {
    /// `nil` where the card is bound to nobody.
    package var pin: String?
    /// In the order they came.
    package var fields: [NamedText]

    package struct NamedText: Sendable, Equatable {
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    package init(pin: String?, fields: [NamedText]) {
        self.pin = pin
        self.fields = fields
    }
}

/// A failure a terminal reports (ERRORLOG rows, protocol sections 3.5 and 13.7).
package struct DeviceErrorReport: Sendable, Equatable {
    /// E.g. `D01E0001`.
    package var code: String
    package var message: String?
    /// `dev` or `cmd`.
    package var origin: String?
    /// The command it belongs to, as the terminal knows it.
    package var commandID: String?
    package var additional: String?
    package var raw: String

    package init(
        code: String, message: String?, origin: String?, commandID: String?, additional: String?, raw: String
    ) {
        self.code = code
        self.message = message
        self.origin = origin
        self.commandID = commandID
        self.additional = additional
        self.raw = raw
    }
}
