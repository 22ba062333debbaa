/// The columns of an event that waits at an endpoint.
enum WaitingRow {
    /// When what is parked is due, in the column `next_at`: never, but for a release. SQL writes it as
    /// `9223372036854775807`.
    static let parked = Int64.max
}
