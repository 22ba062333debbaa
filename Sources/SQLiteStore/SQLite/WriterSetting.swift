package import BridgeCore

extension SQLiteStore {
    /// What the writing connection is really set to, as SQLite tells it: `synchronous` is 2 for FULL.
    package func writerSetting(_ pragma: StaticString) throws(StoreError) -> String {
        try write { writer throws(SQLiteError) in
            try writer.database.prepare("PRAGMA \(pragma)").first { $0.text(0) } ?? ""
        }
    }
}
