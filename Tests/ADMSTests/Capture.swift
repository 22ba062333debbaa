import BridgeCore
import Foundation
import Testing

/// One captured request with what its sidecar says a parser should find.
struct Capture: Sendable, CustomTestStringConvertible {
    let name: String
    let expect: JSONObject
    let path: String?
    let query: [String: String]
    let body: [UInt8]

    var kind: String { expect["kind"]?.string ?? "" }
    var testDescription: String { name }

    func integer(_ key: String) -> Int? { expect[key]?.integer }

    /// `captures` beside the package, or where the project's shared folder is.
    static let folder: String? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [package.appending(path: "../shared/captures").path(), "/work/shared/captures"]
        return places.first { FileManager.default.fileExists(atPath: $0 + "/index.json") }
    }()

    static let all: [Capture] = {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return []
        }
        return names.filter { $0.hasSuffix(".req.http") }.sorted().compactMap {
            Capture(name: String($0.dropLast(9)), in: folder)
        }
    }()

    private init?(name: String, in folder: String) {
        guard let sidecar = FileManager.default.contents(atPath: "\(folder)/\(name).json"),
            let request = FileManager.default.contents(atPath: "\(folder)/\(name).req.http"),
            case .object(let object)? = try? JSONReader.read(Array(sidecar)),
            case .object(let expect)? = object["expect"],
            let end = request.firstRange(of: Data("\r\n\r\n".utf8))
        else { return nil }
        self.name = name
        self.expect = expect
        body = Array(request[end.upperBound...])
        let head = String(decoding: request[..<end.lowerBound], as: UTF8.self)
        let target = head.prefix { $0 != "\r\n" }.split(separator: " ").dropFirst().first ?? ""
        path = target.split(separator: "?").first.map(String.init)
        var query: [String: String] = [:]
        for pair in target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[String(parts[0])] = parts.count > 1 ? String(parts[1]).removingPercentEncoding : ""
        }
        self.query = query
    }
}
