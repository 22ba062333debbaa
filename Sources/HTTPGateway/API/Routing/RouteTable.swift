import BridgeCore
import HTTPEngine

/// Every route of the API, and which one a request is for.
struct RouteTable: Sendable {
    let routes: [Route]

    /// The route for a request and what stands in its path's open parts; `HEAD` is answered as `GET` is.
    enum Finding {
        case route(Route, captured: [String])
        case otherMethods([String])
        case nothing
    }

    /// What a path is told by: a slash at its end, or a second one beside another, makes it no other path.
    static func parts(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }

    func find(_ method: String, _ path: String) -> Finding {
        let parts = Self.parts(of: path)
        let matching = routes.compactMap { route in route.captured(from: parts).map { (route, $0) } }
        // A path's own word is meant before a name that happens to be the same.
        let fewest = matching.map(\.1.count).min()
        let nearest = matching.filter { $0.1.count == fewest }
        if nearest.isEmpty { return .nothing }
        let wanted = method == "HEAD" ? "GET" : method
        if let (route, captured) = nearest.first(where: { $0.0.method == wanted }) {
            return .route(route, captured: captured)
        }
        let methods = nearest.map(\.0.method)
        return .otherMethods(methods.contains("GET") ? methods + ["HEAD"] : methods)
    }
}
