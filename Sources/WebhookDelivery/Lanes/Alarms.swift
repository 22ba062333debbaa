import BridgeCore

/// Moments at which lanes are to be looked at, earliest first: a binary heap with one place for each lane that
/// has an alarm.
struct Alarms: Sendable {
    private var heap: [(at: Instant, lane: Int)] = []
    /// Where in the heap a lane stands, by lane; -1: nowhere.
    private var places: [Int] = []

    var next: Instant? { heap.first?.at }

    /// Sets, moves or (`nil`) takes away a lane's alarm.
    mutating func set(_ lane: Int, at moment: Instant?) {
        while places.count <= lane { places.append(-1) }
        let place = places[lane]
        switch (moment, place) {
        case (nil, -1): break
        case (nil, _): remove(place)
        case (let moment?, -1):
            heap.append((moment, lane))
            places[lane] = heap.count - 1
            rise(heap.count - 1)
        case (let moment?, _):
            heap[place].at = moment
            rise(place)
            sink(places[lane])
        }
    }

    /// Takes the earliest alarm that is due.
    mutating func popDue(by now: Instant) -> Int? {
        guard let first = heap.first, first.at <= now else { return nil }
        remove(0)
        return first.lane
    }

    private mutating func remove(_ place: Int) {
        swap(place, heap.count - 1)
        places[heap.removeLast().lane] = -1
        guard place < heap.count else { return }
        let lane = heap[place].lane
        rise(place)
        sink(places[lane])
    }

    private mutating func rise(_ place: Int) {
        var child = place
        while child > 0, heap[child].at < heap[(child - 1) / 2].at {
            swap(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink(_ place: Int) {
        var parent = place
        while true {
            var least = parent
            let (left, right) = (parent * 2 + 1, parent * 2 + 2)
            if left < heap.count, heap[left].at < heap[least].at { least = left }
            if right < heap.count, heap[right].at < heap[least].at { least = right }
            if least == parent { return }
            swap(parent, least)
            parent = least
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        heap.swapAt(one, other)
        (places[heap[one].lane], places[heap[other].lane]) = (one, other)
    }
}
