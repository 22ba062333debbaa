import BridgeCore

/// Something to be written: a part of one transaction.
struct WriteJob: Sendable {
    /// What it weighs in the queue, in bytes.
    let cost: Int
    /// Does the writing, inside the transaction, and returns what is to be done once it is on disk. May be called
    /// again after a rollback, so it changes nothing but the database.
    let perform: @Sendable (Writer) throws(SQLiteError) -> @Sendable () -> Void
    /// Called instead when nothing of it was kept.
    let fail: @Sendable (StoreError) -> Void

    /// A job that calls `completion` with what `body` returns, after the commit.
    ///
    /// - Parameter bringsNew: Whether it adds what nobody has been promised yet, so that it can be refused where the
    ///   disk's room runs short.
    init<Value: Sendable>(
        cost: Int = 256, bringsNew: Bool = false, completion: @escaping Completion<Value>,
        _ body: @escaping @Sendable (Writer) throws(SQLiteError) -> Value
    ) {
        self.cost = cost
        perform = { writer throws(SQLiteError) in
            // No error: the rest of the transaction has nothing to do with it.
            if bringsNew && writer.isShortOfRoom { return { completion(.failure(.full)) } }
            let value = try body(writer)
            return { completion(.success(value)) }
        }
        fail = { completion(.failure($0)) }
    }
}
