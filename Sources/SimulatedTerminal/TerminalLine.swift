package import BridgeCore
package import HTTPClient

/// A simulated terminal's connection to its server: one method per request it makes.
package final class TerminalLine {
    private let session: HTTPSession
    private let server: String
    private let serial: SerialNumber
    private let model: TerminalModel
    /// Minutes ahead of UTC, as the server said last.
    package private(set) var offsetMinutes = 0

    /// Why a request did not do what it was for.
    package enum Failure: Error, CustomStringConvertible {
        case unreachable(ClientFailure)
        case refused(status: Int, text: String)

        /// Whether it may well be otherwise in a while.
        package var isPassing: Bool {
            switch self {
            case .unreachable: true
            case .refused(let status, _): status == 503
            }
        }

        package var description: String {
            switch self {
            case .unreachable(let failure): failure.description
            case .refused(let status, let text): "the server answered \(status): \(text)"
            }
        }
    }

    /// - Parameter server: `http://host:port`, with or without a path before `/iclock`.
    package init(server: String, serial: SerialNumber, model: TerminalModel) throws(Failure) {
        do throws(ClientFailure) { session = try HTTPSession() } catch { throw .unreachable(error) }
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.serial = serial
        self.model = model
    }

    /// The option block, by name.
    package func handshake() throws(Failure) -> [String: String] {
        let text = try send(.get, model.handshakeTarget(serial))
        var options: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            options[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        offsetMinutes = options["TimeZone"].flatMap { ServerZone.minutes($0) } ?? 0
        return options
    }

    /// The server's time and zone, as a clock-series terminal asks for them; `nil` where they cannot be read.
    package func time() throws(Failure) -> CivilTime? {
        let text = try send(.get, model.timeTarget(serial))
        guard text.hasPrefix("Time=") else { return nil }
        let answer = text.dropFirst("Time=".count)
        guard let time = CivilTime(answer.prefix(19)), let zone = ServerZone.minutes(answer.dropFirst(19))
        else { return nil }
        offsetMinutes = zone
        return time
    }

    /// Uploads rows of a table; what the server answered.
    ///
    /// - Parameter time: Of the newest row.
    private func upload(table: String, _ rows: String, at time: CivilTime) throws(Failure) -> String {
        try send(.post, model.uploadTarget(serial, table: table, at: time), body: model.encode(rows))
    }

    /// Uploads the picture taken at a punch; what the server answered.
    private func upload(photoOf punch: TerminalPunch) throws(Failure) -> String {
        let target = model.uploadTarget(serial, table: "ATTPHOTO", at: punch.time)
        return try send(.post, target, body: punch.photo(by: serial))
    }

    /// Uploads something; what the server answered.
    package func send(_ upload: TerminalUpload) throws(Failure) -> String {
        switch upload.content {
        case .rows(let rows, let table, let time): try self.upload(table: table, rows, at: time)
        case .photo(let punch): try self.upload(photoOf: punch)
        }
    }

    /// The commands waiting for this terminal, a line each.
    package func poll(info: String?) throws(Failure) -> [Substring] {
        let text = try send(.get, model.pollTarget(serial, info: info))
        return text.split(separator: "\n").filter { $0.hasPrefix("C:") }
    }

    package func report(_ execution: Execution) throws(Failure) {
        let report = execution.report(by: model.namesItselfInReports ? serial : nil)
        _ = try send(.post, model.reportTarget(serial), body: model.encode(report))
    }

    private func send(
        _ method: ClientRequest.Method, _ target: String, body: [UInt8]? = nil
    ) throws(Failure) -> String {
        var request = ClientRequest(
            method, "\(server)/iclock/\(target)", mayConnect: ClientRequest.anyAddress)
        request.headers = [("User-Agent", "iClock Proxy/1.09")]
        request.body = body
        if body != nil, let type = model.contentType { request.headers.append(("Content-Type", type)) }
        request.allowsPlain = true
        request.responseLimit = 1 << 20
        let response: ClientResponse
        do throws(ClientFailure) { response = try session.send(request) } catch { throw .unreachable(error) }
        let text = model.decode(response.body)
        guard response.status == 200 else { throw .refused(status: response.status, text: text) }
        return text.hasSuffix("\n") && !text.dropLast().contains("\n") ? String(text.dropLast()) : text
    }
}
