import BridgeCore
import BridgeTestSupport
import HTTPClient
import Foundation
import Testing

@Suite("The API's own description")
struct APIDocument {
    @Test("anybody may read it, and every path of it is there")
    func paths() throws {
        let door = try APIDoor()
        let reply = try door.ask(.get, "/openapi.json", as: .nobody)
        guard case .object(let paths)? = reply["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(reply["openapi"] == "3.1.0")
        #expect(paths.names.count > 20)
        for (path, item) in paths.members {
            guard case .object(let item) = item else { continue }
            let target = path.replacingOccurrences(of: "{serial}", with: "NONE1").replacingOccurrences(
                of: "{id}", with: "none")
            let free = ["/healthz", "/readyz", "/openapi.json"]
            #expect(try door.ask(.put, target, as: .everything).status == 405, "\(path)")
            if item["get"] != nil, !free.contains(path) {
                #expect(try door.ask(.get, target, as: .nobody).status == 401, "\(path)")
            }
        }
    }

    @Test("every reference in it leads somewhere and no two operations have one name")
    func references() throws {
        let document = try APIDoor().ask(.get, "/openapi.json").body
        var (references, names): (Set<String>, [String]) = ([], [])
        func walk(_ value: JSON) {
            switch value {
            case .object(let object):
                for (name, value) in object.members {
                    if name == "$ref", case .string(let text) = value { references.insert(text) }
                    if name == "operationId", case .string(let text) = value { names.append(text) }
                    walk(value)
                }
            case .array(let elements): elements.forEach(walk)
            case .null, .bool, .integer, .number, .string: break
            }
        }
        walk(document)
        #expect(Set(names).count == names.count)
        for reference in references {
            var place: JSON? = document
            for part in reference.dropFirst(2).split(separator: "/") {
                if case .object(let object)? = place { place = object[String(part)] } else { place = nil }
            }
            #expect(place != nil, "\(reference)")
        }
    }

    @Test("every operation has a name that was chosen")
    func names() throws {
        let reply = try PeopleDoor().ask(.get, "/openapi.json")
        guard case .object(let paths)? = reply.json["paths"] else {
            Issue.record("no paths")
            return
        }
        for case (let path, .object(let item)) in paths.members {
            for case (let method, .object(let operation)) in item.members {
                #expect(operation.text("operationId") != nil, "\(method) \(path)")
            }
        }
    }

    @Test("counts are told to the admin only")
    func metrics() throws {
        let door = try APIDoor()
        #expect(try door.ask(.get, "/metrics", as: .nobody).status == 401)
        #expect(try door.ask(.get, "/metrics", as: .everything).status == 403)
        let reply = try door.ask(.get, "/metrics", as: .adminOfNone)
        #expect(reply.status == 200)
        let text = String(decoding: reply.response.body, as: UTF8.self)
        #expect(text.contains("adms_bridge_api_requests_total{status=\"403\"} 1\n"))
        #expect(text.contains("adms_bridge_polls_total 0\n"))
    }
}
