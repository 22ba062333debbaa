import CLibArchive
import CZlib

/// The version of the libarchive this program runs with, e.g. `3.6.2`.
package var libarchiveVersion: String {
    // It says `libarchive 3.6.2`.
    let text = String(cString: archive_version_string())
    return text.split(separator: " ").last.map(String.init) ?? text
}

/// The version of the zlib this program runs with, e.g. `1.2.13`.
package var zlibVersion: String { String(cString: CZlib.zlibVersion()) }
