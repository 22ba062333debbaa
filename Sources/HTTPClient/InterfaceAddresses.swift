import Glibc

/// The addresses this machine's network interfaces have at the moment: 4 or 16 bytes each, in network order.
///
/// Empty where the system does not tell.
package func interfaceAddresses() -> [[UInt8]] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    var addresses: [[UInt8]] = []
    var next = first
    while let interface = next?.pointee {
        next = interface.ifa_next
        guard let address = interface.ifa_addr else { continue }
        switch CInt(address.pointee.sa_family) {
        case AF_INET:
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                addresses.append(withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) })
            }
        case AF_INET6:
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                addresses.append(withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) })
            }
        default: continue
        }
    }
    return addresses
}
