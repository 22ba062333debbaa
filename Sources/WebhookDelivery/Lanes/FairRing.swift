/// Lanes that have something to do, in turn: a tenant at a time, and of each tenant a lane at a time, so that
/// neither a tenant with much to send nor one with many endpoints holds up another.
///
/// This is deficit round robin with a quantum of one attempt: what lanes compete for is a place among the
/// attempts under way, and an attempt takes one place however many events or bytes it carries. So there is no
/// deficit to carry over.
struct FairRing: Sendable {
    private var tenants = Queue<Int>()
    private var lanes: [Int: Queue<Int>] = [:]

    var isEmpty: Bool { tenants.isEmpty }

    /// Puts a lane at the end of its tenant's row. It must not stand there yet.
    mutating func push(_ lane: Int, of tenant: Int) {
        if lanes[tenant, default: Queue()].isEmpty { tenants.push(tenant) }
        lanes[tenant, default: Queue()].push(lane)
    }

    /// The next lane of the next tenant.
    mutating func pop() -> Int? {
        guard let tenant = tenants.pop() else { return nil }
        let lane = lanes[tenant, default: Queue()].pop()
        if lanes[tenant, default: Queue()].isEmpty {
            lanes[tenant] = nil
        } else {
            tenants.push(tenant)
        }
        return lane
    }
}
