extension CommandType {
    /// What it does, in one sentence for a person who reads the API's description.
    package var summary: String {
        switch self {
        case .userUpsert:
            "Adds a person or changes them; with biometrics and photo, several commands one after another."
        case .userDelete: "Removes a person with everything that belongs to them."
        case .userQuery: "Has the terminal send one person, or everybody; the result lists them."
        case .biometricUpsert:
            "Gives the terminal a template; the version of its algorithm must be the terminal's."
        case .biometricDelete: "Removes a person's templates: all, of one kind, or one."
        case .biometricQuery: "Has the terminal send templates of one kind; the result lists them."
        case .userPhotoUpsert:
            "Gives the terminal a person's picture: to show, or to compare with what its camera sees."
        case .userPhotoDelete: "Removes a person's picture."
        case .workCodeUpsert: "Adds a work code or renames it."
        case .workCodeDelete: "Removes a work code."
        case .messageUpsert: "Has the terminal show a text, to everybody or to some people."
        case .messageAssign: "Shows a personal message to one more person."
        case .messageDelete: "Removes a message."
        case .idCardUpsert: "Tells a terminal that reads identity cards about one."
        case .accessGroupUpsert: "Sets the rules of a group: how it is verified, and its time zones."
        case .timeZoneUpsert: "Sets the hours of a week under a number; a day left out is closed."
        case .holidayUpsert: "Sets days of the year on which another time zone holds."
        case .unlockCombinationUpsert: "Sets groups of which one person each must come to open the door."
        case .attendanceQuery: "Has the terminal send its punches of a span again; known ones are no news."
        case .attendancePhotoQuery: "Has the terminal send its punch photos of a span again."
        case .attendanceCount: "Asks how many punches of a span the terminal has."
        case .attendanceClear: "Removes all punches from the terminal, unsent ones too."
        case .photosClear: "Removes all punch photos from the terminal."
        case .biometricsClear: "Removes all unified templates from the terminal."
        case .usersClear: "Removes everybody from the terminal, and keeps the punches."
        case .deviceClearAll: "Removes all people, templates and punches from the terminal, unsent ones too."
        case .deviceReboot: "Starts the terminal anew."
        case .deviceInfo: "Asks for the terminal's options; the result has them."
        case .deviceCheck: "Has the terminal shake hands again: it reads its options and the time anew."
        case .deviceSetOption: "Sets an option of the terminal."
        case .deviceGetOption: "Asks for one option; some models only."
        case .deviceReloadOptions: "Has the terminal take up options that were set."
        case .deviceSetTime:
            "Sets the terminal's clock, by default to its zone's time at delivery; not all models obey."
        case .deviceSyncNow: "Has the terminal send what it has not sent yet, now."
        case .doorUnlock: "Opens the door; an attendance terminal has one, and decides itself for how long."
        case .doorLock: "Locks a door; attendance terminals cannot."
        case .alarmCancel: "Ends an alarm."
        case .enrollFingerprint: "Asks a person at the terminal for a finger."
        case .enrollBiometric: "Asks a person at the terminal for a face or a palm."
        case .enrollCard: "Asks a person at the terminal for a card."
        case .fileGet: "Fetches a file from the terminal; for whoever runs the bridge."
        case .filePut: "Has the terminal fetch a file; for whoever runs the bridge."
        case .deviceShell: "Runs a command of the terminal's system; for whoever runs the bridge."
        case .firmwareUpgrade: "Has the terminal fetch and install firmware; for whoever runs the bridge."
        case .raw: "Sends a command as the protocol writes it."
        }
    }
}
