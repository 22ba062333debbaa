/// When the write-ahead log is copied into the database, and when readers are waited for meanwhile.
///
/// A log that was copied wholly begins anew only at a commit that finds nobody reading it. Where reads overlap all
/// the time there is no such moment by itself, and the log would grow as long as they do.
struct CheckpointRule {
    private let idlePages, busyPages, restartPages: Int
    /// Pages that are not in the database file yet, as far as we know.
    private var notCopied = 0
    /// What the log must have grown to for readers to be waited for.
    private var restartAt: Int
    /// Readers fetch and give back in a few milliseconds.
    static let patienceMilliseconds: Int32 = 250

    init(_ tuning: StoreTuning) {
        (idlePages, busyPages) = tuning.checkpointPages
        restartPages = tuning.restartPages
        restartAt = tuning.restartPages
    }

    /// A commit of about so many bytes of rows.
    mutating func wrote(_ bytes: Int) { notCopied += bytes / 1024 + 4 }

    func isDue(isIdle: Bool) -> Bool { notCopied > (isIdle ? idlePages : busyPages) }

    /// Takes notice of a checkpoint that waited for nobody.
    ///
    /// - Returns: Whether one that waits for readers must follow.
    mutating func copied(_ result: Database.Checkpoint) -> Bool {
        notCopied = result.notCopied
        return result.inLog > restartAt
    }

    /// Takes notice of a checkpoint that waited for readers. Where somebody reads for longer than that, the next
    /// one waits only after the log has grown again by half: not at every commit.
    mutating func waited(_ result: Database.Checkpoint) {
        notCopied = result.notCopied
        restartAt = max(restartPages, result.inLog + result.inLog / 2)
    }
}
