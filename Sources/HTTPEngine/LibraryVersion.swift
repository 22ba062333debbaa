import CMicroHTTPD

extension HTTPServer {
    /// The version of the libmicrohttpd this program runs with.
    package static var libraryVersion: String { String(cString: MHD_get_version()) }
}
