import CMicroHTTPD
import Glibc

/// What the library lets pass in the head of a request and a strict server must not (RFC 9112, 5 and 6).
///
/// The library replaces the colon and the end of each line by NUL in place, so that the lines of an honest head
/// stand one after the other from the version to the empty line. Where they do not, a line held a NUL and was
/// cut short, or was folded, and the library moved it (and wrote its second half to the end of the *name*).
struct HeadInspection {
    /// The `Content-Length`, 0 where there is none.
    private(set) var contentLength = 0
    private var contentLengths = 0
    private var transferEncodings = 0
    private var isChunked = false
    private var brokenRule: String?
    /// Where the line before ended.
    private var end: UInt

    /// - Parameters:
    ///   - method: where the head starts.
    ///   - version: where its first line's last word starts.
    init(of connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) {
        end = UInt(bitPattern: version) + UInt(strlen(version))
        withUnsafeMutablePointer(to: &self) { inspection in
            _ = MHD_get_connection_values_n(
                connection, .HEADER_KIND,
                { inspection, _, name, nameSize, value, valueSize in
                    guard let inspection = inspection?.assumingMemoryBound(to: HeadInspection.self), let name,
                        let value
                    else { return .NO }
                    inspection.pointee.take(
                        name: UnsafeRawBufferPointer(start: name, count: nameSize),
                        value: UnsafeRawBufferPointer(start: value, count: valueSize))
                    return inspection.pointee.brokenRule == nil ? .YES : .NO
                }, inspection)
        }
        // Two line ends close the head, each of one byte or two.
        let rest = (UInt(bitPattern: method) &+ UInt(shim_head_size(connection))) &- end
        if brokenRule == nil, !(2...4).contains(rest) { brokenRule = Self.unbrokenLines }
    }

    var hasBody: Bool { contentLength > 0 || transferEncodings > 0 }

    /// The reason to refuse the request, by the framing of its body first.
    func fault(maxBody: Int) -> HTTPFault? {
        if let brokenRule { return .malformed(brokenRule) }
        if contentLengths > 1 { return .malformed("Content-Length must be given once") }
        if transferEncodings > 0, contentLengths > 0 {
            return .malformed("Content-Length and Transfer-Encoding exclude each other")
        }
        if transferEncodings > 1 || transferEncodings == 1 && !isChunked {
            return .unsupportedTransferEncoding
        }
        if contentLength > maxBody { return .bodyTooLarge(limit: maxBody) }
        return nil
    }

    private static let unbrokenLines = "a header line must not be folded nor hold a NUL"

    private mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let (nameStart, valueStart) = (
            UInt(bitPattern: name.baseAddress), UInt(bitPattern: value.baseAddress)
        )
        guard (1...2).contains(nameStart &- end) else {
            brokenRule = Self.unbrokenLines
            return
        }
        guard !name.isEmpty, name.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            brokenRule = "a header's name must not be empty nor hold white space or control characters"
            return
        }
        guard !value.contains(0x0d) else {
            brokenRule = "a header's value must not hold a carriage return"
            return
        }
        end = valueStart + UInt(value.count)
        if Self.equal(name, "content-length") {
            contentLengths += 1
            // The library has refused what is not a number; one too large for Int is too large for any limit.
            contentLength = Int(String(decoding: value, as: UTF8.self)) ?? .max
        } else if Self.equal(name, "transfer-encoding") {
            transferEncodings += 1
            isChunked = Self.equal(value, "chunked")
        }
    }

    private static func equal(_ bytes: UnsafeRawBufferPointer, _ lowercase: StaticString) -> Bool {
        guard bytes.count == lowercase.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
        return strncasecmp(start, lowercase.utf8Start, bytes.count) == 0
    }
}
