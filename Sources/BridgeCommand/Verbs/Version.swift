import Archive
import BridgeConfiguration
import BridgeCore
import Crypto
import HTTPClient
import HTTPEngine
import SQLiteStore

/// `version`: what this program is made of.
enum Version: Verb {
    static let name = "version"
    static let summary = "Prints the versions of the program, its compiler and the libraries it runs with"
    static let details = ""
    static let options: [OptionDescription] = []

    /// The program's own version, also in the `user-agent` of webhooks.
    static let number = "0.1.0"

    static func run(_ arguments: ParsedArguments) -> Int32 {
        let libraries = [
            ("libmicrohttpd", HTTPServer.libraryVersion), ("sqlite", sqliteVersion),
            ("libcurl", HTTPClient.libraryVersion), ("openssl", opensslVersion),
            ("libyaml", ConfigurationReader.libraryVersion), ("jansson", JSONReader.libraryVersion),
            ("libarchive", libarchiveVersion), ("zlib", zlibVersion),
        ]
        let lines = [(Program.name, number), ("swift", compiler)] + libraries
        StandardStream.output.write(lines.map { "\($0.0) \($0.1)\n" }.joined())
        return ExitCode.success
    }

    private static var compiler: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
