/// Something a terminal reported and we understood.
package enum Fact: Sendable, Equatable {
    case punch(Punch)
}
