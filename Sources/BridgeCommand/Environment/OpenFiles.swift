import Glibc

/// How many files and sockets this process may have open.
enum OpenFiles {
    /// Raises the soft limit to the hard one: every terminal's connection is a file.
    ///
    /// - Returns: The limit that holds now.
    static func raiseLimit() -> UInt {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        var raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        let code = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised)
        return code == 0 ? raised.rlim_cur : limit.rlim_cur
    }
}
