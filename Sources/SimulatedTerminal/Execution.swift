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
    /// Rows the command makes it upload.
    package var upload: (table: String, rows: String)?
    package var isReboot = false

    init(
        returnCode: Int = 0, story: String, output: String = "",
        upload: (table: String, rows: String)? = nil, isReboot: Bool = false
    ) {
        self.returnCode = returnCode
        self.story = story
        self.output = output
        self.upload = upload
        self.isReboot = isReboot
    }

    /// The body of its `devicecmd` report (protocol section 6.2).
    ///
    /// - Parameter serial: Of the terminal, where its family names itself there.
    package func report(by serial: SerialNumber?) -> String {
        let name = serial.map { "&SN=\($0)" } ?? ""
        return "ID=\(id)\(name)&Return=\(returnCode)&CMD=\(verb)\n\(output)"
    }
}
