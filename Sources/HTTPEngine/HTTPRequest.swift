import CMicroHTTPD
import Glibc

/// A request as the engine hands it out, valid only during the responder's call.
///
/// Headers and query are read from the engine's memory when asked for, so that an idle poll costs no copying.
/// Bytes that are not UTF-8 come as U+FFFD.
package struct HTTPRequest {
    /// As the client wrote it: `GET`, `POST`, ….
    package var method: String
    /// Without the query, percent-decoded.
    package var path: String
    /// A slash in `path` was written `%2F`: it is part of a name and parts nothing.
    package let hasEncodedSlash: Bool
    /// The whole body in `respond`, empty in `refusal`.
    package var body: [UInt8] = []
    private let connection: OpaquePointer

    init(method: String, path: String, hasEncodedSlash: Bool, connection: OpaquePointer) {
        self.method = method
        self.path = path
        self.hasEncodedSlash = hasEncodedSlash
        self.connection = connection
    }

    /// The peer's numeric address; an IPv4 peer of an IPv6 listener is shown as IPv4.
    package var remoteAddress: String {
        shim_peer_address(connection).map(numericAddress) ?? ""
    }

    /// The first value of a query parameter, decoded (`+` is a space), its name compared without regard to
    /// ASCII case; "" where the parameter has no value, nil where there is none.
    package func query(_ name: String) -> String? {
        value(of: name, kind: .GET_ARGUMENT_KIND)
    }

    /// Every query parameter, decoded, in the order sent; "" where one has no value.
    package var queryItems: [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        withUnsafeMutablePointer(to: &items) { items in
            _ = MHD_get_connection_values_n(
                connection, .GET_ARGUMENT_KIND,
                { items, _, name, nameSize, value, valueSize in
                    items?.assumingMemoryBound(to: [(name: String, value: String)].self).pointee
                        .append((text(name, nameSize), text(value, valueSize)))
                    return .YES
                }, items)
        }
        return items
    }

    /// Every value of a header without white space around it, in the order sent; compared as by `header`.
    package func headers(_ name: String) -> [String] {
        var lines = HeaderLines(name: name)
        withUnsafeMutablePointer(to: &lines) { lines in
            _ = MHD_get_connection_values_n(
                connection, .HEADER_KIND,
                { lines, _, name, nameSize, value, valueSize in
                    lines?.assumingMemoryBound(to: HeaderLines.self).pointee
                        .take(name, nameSize, value, valueSize)
                    return .YES
                }, lines)
        }
        return lines.values
    }

    /// The first value of a header without white space around it; names are compared without regard to case.
    package func header(_ name: String) -> String? {
        value(of: name, kind: .HEADER_KIND)
    }

    private func value(of name: String, kind: MHD_ValueKind) -> String? {
        var name = name
        return name.withUTF8 { key in
            key.withMemoryRebound(to: CChar.self) { key in
                var value: UnsafePointer<CChar>?
                var size = 0
                guard
                    MHD_lookup_connection_value_n(
                        connection, kind, key.baseAddress, key.count, &value, &size) == .YES
                else { return nil }
                return text(value, kind == .HEADER_KIND ? trimmed(value, size) : size)
            }
        }
    }
}

@available(*, unavailable)
extension HTTPRequest: Sendable {}

/// The values of one header, gathered while the library walks all of them.
private struct HeaderLines {
    let name: String
    var values: [String] = []

    mutating func take(
        _ name: UnsafePointer<CChar>?, _ nameSize: Int, _ value: UnsafePointer<CChar>?, _ size: Int
    ) {
        guard let name, nameSize == self.name.utf8.count, strncasecmp(name, self.name, nameSize) == 0 else {
            return
        }
        values.append(text(value, trimmed(value, size)))
    }
}

/// The size without white space at the end: the library strips only that before a header's value.
private func trimmed(_ value: UnsafePointer<CChar>?, _ size: Int) -> Int {
    guard let value else { return 0 }
    var size = size
    while size > 0, value[size - 1] == 0x20 || value[size - 1] == 0x09 { size -= 1 }
    return size
}

private func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
}

private func numericAddress(_ address: UnsafePointer<sockaddr>) -> String {
    let raw = UnsafeRawPointer(address)
    var family = Int32(address.pointee.sa_family)
    let bytes: UnsafeRawPointer
    if family == AF_INET6 {
        let v6 = raw + (MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8)
        let isMapped = (0..<12).allSatisfy {
            v6.load(fromByteOffset: $0, as: UInt8.self) == ($0 < 10 ? 0 : 0xff)
        }
        family = isMapped ? AF_INET : AF_INET6
        bytes = isMapped ? v6 + 12 : v6
    } else {
        bytes = raw + (MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4)
    }
    return String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { text in
        text.withMemoryRebound(to: CChar.self) { text in
            guard inet_ntop(family, bytes, text.baseAddress, socklen_t(text.count)) != nil else { return 0 }
            return text.baseAddress.map { strlen($0) } ?? 0
        }
    }
}
