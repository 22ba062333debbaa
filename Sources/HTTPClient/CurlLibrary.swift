import CCurl
import Glibc

/// The version of the libcurl the program runs with, e.g. `7.88.1`.
package var libraryVersion: String {
    String(cString: curl_version_info(CURLVERSION_ELEVENTH).pointee.version)
}

/// What has to happen once in a process before the first handle is made.
enum CurlLibrary {
    static let isReady: Bool = {
        // A peer that hangs up while OpenSSL writes raises SIGPIPE, and libcurl leaves that to us with
        // CURLOPT_NOSIGNAL. Only the default, which ends the process, is replaced.
        let previous = signal(SIGPIPE, SIG_IGN)
        if let previous, unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
            signal(SIGPIPE, previous)
        }
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()
}
