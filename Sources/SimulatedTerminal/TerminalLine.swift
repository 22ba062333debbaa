package import BridgeCore
package import HTTPClient

/// A simulated terminal's connection to its server: one method per request it makes.
package final class TerminalLine {
    private let session: HTTPSession
    private let server: String
    private let serial: SerialNumber
    /// Minutes ahead of UTC, as the last handshake said.
    package private(set) var offsetMinutes = 0

    /// Why a request did not do what it was for.
    package enum Failure: Error, CustomStringConvertible {
        case unreachable(ClientFailure)
        case refused(status: Int, text: String)

        package var description: String {
            switch self {
            case .unreachable(let failure): failure.description
            case .refused(let status, let text): "the server answered \(status): \(text)"
            }
        }
    }

    /// - Parameter server: `http://host:port`, with or without a path before `/iclock`.
    package init(server: String, serial: SerialNumber) throws(Failure) {
        do throws(ClientFailure) { session = try HTTPSession() } catch { throw .unreachable(error) }
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.serial = serial
    }

    /// The option block, by name.
    package func handshake() throws(Failure) -> [String: String] {
        let text = try send(
            .get, "cdata?SN=\(serial)&options=all&pushver=2.4.1&language=69&PushOptionsFlag=1")
        var options: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            options[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        // Whole hours up to 24, minutes beyond (protocol section 9).
        let zone = options["TimeZone"].flatMap { Int($0) } ?? 0
        offsetMinutes = abs(zone) < 25 ? zone * 60 : zone
        return options
    }

    /// Uploads rows of a table; what the server answered.
    package func upload(table: String, _ rows: String) throws(Failure) -> String {
        try send(.post, "cdata?SN=\(serial)&table=\(table)&Stamp=9999", body: rows)
    }

    /// The commands waiting for this terminal, a line each.
    package func poll(info: String?) throws(Failure) -> [Substring] {
        let text = try send(.get, "getrequest?SN=\(serial)" + (info.map { "&INFO=\($0)" } ?? ""))
        return text.split(separator: "\n").filter { $0.hasPrefix("C:") }
    }

    package func report(_ execution: Execution) throws(Failure) {
        _ = try send(.post, "devicecmd?SN=\(serial)", body: execution.report)
    }

    private func send(
        _ method: ClientRequest.Method, _ target: String, body: String? = nil
    ) throws(Failure) -> String {
        var request = ClientRequest(
            method, "\(server)/iclock/\(target)", mayConnect: ClientRequest.anyAddress)
        request.body = body.map { Array($0.utf8) }
        request.allowsPlain = true
        request.responseLimit = 1 << 20
        let response: ClientResponse
        do throws(ClientFailure) { response = try session.send(request) } catch { throw .unreachable(error) }
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else { throw .refused(status: response.status, text: text) }
        return text.hasSuffix("\n") && !text.dropLast().contains("\n") ? String(text.dropLast()) : text
    }
}
