import Glibc

/// `errno` as a sentence's end: what was tried and what the system says of it.
func systemReason(_ call: String) -> String {
    "\(call): \(String(cString: strerror(errno)))"
}
