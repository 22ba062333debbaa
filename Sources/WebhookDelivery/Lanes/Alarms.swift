import BridgeCore

/// Moments at which lanes are to be looked at, earliest first (a binary heap).
///
/// An alarm that is no longer wanted stays until its time and is found to be idle then.
struct Alarms: Sendable {
    private var heap: [(at: Instant, lane: Int)] = []

    var next: Instant? { heap.first?.at }

    mutating func set(_ lane: Int, at moment: Instant) {
        heap.append((moment, lane))
        var child = heap.count - 1
        while child > 0, heap[child].at < heap[(child - 1) / 2].at {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the earliest alarm that is due.
    mutating func popDue(by now: Instant) -> Int? {
        guard let first = heap.first, first.at <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < heap.count {
                if heap[child].at < heap[least].at { least = child }
            }
            if least == parent { return first.lane }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
