import CCurl
import Glibc

// What libcurl calls on the thread that drives it; `context` is the Transfer, alive as long as its handle is.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// CURLOPT_HEADERFUNCTION: one header line. Any number but the given one ends the transfer.
func receiveHead(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.exchange.takeHead(line) == true ? line.count : -1
}

/// CURLOPT_WRITEFUNCTION: a piece of the body. Any number but the given one ends the transfer.
func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.exchange.takeBody(piece) == true ? piece.count : -1
}

/// CURLOPT_OPENSOCKETFUNCTION: after name resolution, before connecting.
func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let address else { return shim_no_socket }
    var (bytes, port) = ([UInt8](repeating: 0, count: 16), UInt16(0))
    let length = Int(shim_address(address, &bytes, &port))
    guard length > 0, transfer.exchange.mayOpen(Array(bytes.prefix(length)), port) else {
        return shim_no_socket
    }
    return shim_open_socket(address)
}

/// CURLOPT_PREREQFUNCTION: the connection stands, the request has not been sent.
func beforeRequest(
    _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?, _ remotePort: CInt, _ localPort: CInt
) -> CInt {
    guard let transfer = transfer(context), let remote, let port = UInt16(exactly: remotePort) else {
        return 1
    }
    var bytes = [UInt8](repeating: 0, count: 16)
    let length: Int
    if inet_pton(AF_INET, remote, &bytes) == 1 {
        length = 4
    } else if inet_pton(AF_INET6, remote, &bytes) == 1 {
        length = 16
    } else {
        return CURL_PREREQFUNC_ABORT
    }
    return transfer.exchange.mayBegin(Array(bytes.prefix(length)), port)
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
