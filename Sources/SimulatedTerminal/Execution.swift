package import BridgeCore

/// What became of a command.
package struct Execution: Sendable {
    package var id = ""
    package var verb = ""
    package var returnCode = 0
    /// What the terminal did, as the end of the sentence "the terminal …".
    package var story: String
    /// Lines to send along with the result.
    package var output = ""
    /// `&name=value` behind the result's own fields.
    package var fields = ""
    /// A file to send along: its name and what is in it.
    package var file: (name: String, content: String)?
    /// Rows the command makes it upload.
    package var upload: (table: String, rows: String)?
    /// Punches whose photos it makes it upload.
    package var photos: [TerminalPunch] = []
    package var isReboot = false

    init(
        returnCode: Int = 0, story: String, output: String = "", fields: String = "",
        upload: (table: String, rows: String)? = nil, isReboot: Bool = false
    ) {
        self.returnCode = returnCode
        self.story = story
        self.output = output
        self.fields = fields
        self.upload = upload
        self.isReboot = isReboot
    }

    /// The body of its `devicecmd` report (protocol section 6.2).
    ///
    /// - Parameter serial: Of the terminal, where its family names itself there.
    package func report(by serial: SerialNumber?) -> String {
        if let file {
            let name = serial.map { "SN=\($0)\n" } ?? ""
            return "ID=\(id)\n\(name)Return=\(returnCode)\nCMD=\(verb)\nFILENAME=\(file.name)\n"
                + "Content=\(file.content)"
        }
        let name = serial.map { "&SN=\($0)" } ?? ""
        return "ID=\(id)\(name)&Return=\(returnCode)&CMD=\(verb)\(fields)\n\(output)"
    }
}
