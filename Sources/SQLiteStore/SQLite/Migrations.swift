import BridgeCore

/// The schema's history. Forward only: a step that was released is never changed, only followed by another.
enum Migrations {
    /// Brings the database to the newest schema, one transaction per step.
    ///
    /// A file from a newer program is refused rather than guessed at.
    ///
    /// - Parameter log: Is told of each step before it begins, for with a large log one may take minutes.
    static func run(on database: Database, log: Log) throws(SQLiteError) {
        let version = try database.prepare("PRAGMA user_version").first { Int($0.integer(0)) } ?? 0
        guard version <= steps.count else {
            throw SQLiteError(
                message: "the database has schema \(version), this program knows up to \(steps.count): "
                    + "it was written by a newer version")
        }
        for (number, step) in steps.enumerated().dropFirst(version) {
            let step = "BEGIN IMMEDIATE; \(step); PRAGMA user_version = \(number + 1); COMMIT"
            // An empty file is made in a moment, and nothing of it is an upgrade.
            guard version > 0 else {
                try database.execute(step)
                continue
            }
            let last = try database.prepare("SELECT coalesce(max(position), 0) FROM events").first {
                $0.integer(0)
            }
            let fields = [("step", String(number + 1)), ("of", String(steps.count))]
            log.warning("store.upgrading", fields + [("last_position", String(last ?? 0))])
            try database.execute(step)
            log.warning("store.upgraded", fields)
        }
    }

    static let steps = [
        """
        CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE tenants (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            is_managed INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE keys (
            digest BLOB PRIMARY KEY,
            tenant INTEGER NOT NULL,
            id TEXT NOT NULL,
            scopes TEXT NOT NULL,
            is_managed INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE devices (
            serial TEXT PRIMARY KEY,
            tenant INTEGER,
            name TEXT,
            zone TEXT,
            comm_key TEXT,
            charset TEXT,
            is_managed INTEGER NOT NULL,
            profile TEXT NOT NULL,
            first_seen INTEGER,
            last_seen INTEGER,
            address TEXT,
            is_online INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The log. Positions rise in commit order and are the events' sequence numbers.
        CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            type INTEGER NOT NULL,
            serial TEXT,
            accepted_at INTEGER NOT NULL,
            id BLOB NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX events_by_tenant ON events (tenant);

        -- Ids ever taken, by the day the fact speaks of: however long the history, a search for duplicates
        -- stays in the pages of the days that terminals are just reporting.
        CREATE TABLE event_ids (
            day INTEGER NOT NULL,
            id BLOB NOT NULL,
            position INTEGER NOT NULL,
            accepted_day INTEGER NOT NULL,
            PRIMARY KEY (day, id)
        ) STRICT, WITHOUT ROWID;

        -- What events carry for endpoints that may see it: templates and photos.
        CREATE TABLE attachments (
            position INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            place_from_end INTEGER NOT NULL,
            content BLOB NOT NULL
        ) STRICT;

        -- The last known state of things on terminals, as digests: who repeats it tells nothing new.
        CREATE TABLE states (
            key BLOB PRIMARY KEY,
            content BLOB NOT NULL,
            event_id BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE endpoints (
            number INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            id TEXT NOT NULL,
            settings TEXT NOT NULL,
            is_managed INTEGER NOT NULL,
            is_enabled INTEGER NOT NULL,
            disabled_because TEXT,
            position INTEGER NOT NULL,
            paused_until INTEGER,
            UNIQUE (tenant, id)
        ) STRICT;

        -- Events behind their endpoint's position that wait for another attempt.
        CREATE TABLE waiting (
            endpoint INTEGER NOT NULL,
            position INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            next_at INTEGER NOT NULL,
            PRIMARY KEY (endpoint, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX waiting_by_time ON waiting (endpoint, next_at);

        -- Events behind their endpoint's position that are given up, until somebody replays them.
        CREATE TABLE dead (
            endpoint INTEGER NOT NULL,
            position INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            error TEXT NOT NULL,
            PRIMARY KEY (endpoint, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempts (
            number INTEGER PRIMARY KEY,
            endpoint INTEGER NOT NULL,
            position INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            at INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            status INTEGER
        ) STRICT;

        CREATE TABLE commands (
            number INTEGER PRIMARY KEY,
            tenant INTEGER NOT NULL,
            serial TEXT NOT NULL,
            type TEXT NOT NULL,
            params TEXT NOT NULL,
            priority INTEGER NOT NULL,
            status TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            sent_at INTEGER,
            lease_until INTEGER,
            deliveries INTEGER NOT NULL,
            ended_at INTEGER,
            return_code INTEGER,
            reason TEXT,
            result TEXT
        ) STRICT;
        CREATE INDEX commands_queued ON commands (serial, priority DESC, number) WHERE status = 'queued';
        CREATE INDEX commands_expiring ON commands (expires_at) WHERE status = 'queued';
        CREATE INDEX commands_leased ON commands (lease_until) WHERE status = 'sent';
        CREATE INDEX commands_by_tenant ON commands (tenant);
        """,

        """
        -- Numbers of removed endpoints are never given again: what is left of one in `attempts` must not show up
        -- at its successor. `sealed`: secrets and credentials; the rest is how the endpoint has been doing.
        ALTER TABLE endpoints RENAME TO endpoints_before;
        CREATE TABLE endpoints (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            tenant INTEGER NOT NULL,
            id TEXT NOT NULL,
            settings TEXT NOT NULL,
            is_managed INTEGER NOT NULL,
            is_enabled INTEGER NOT NULL,
            disabled_because TEXT,
            position INTEGER NOT NULL,
            paused_until INTEGER,
            sealed BLOB,
            created_at INTEGER,
            failing_since INTEGER,
            failures INTEGER NOT NULL DEFAULT 0,
            last_success INTEGER,
            last_error TEXT,
            notices INTEGER NOT NULL DEFAULT 0,
            shook_hands_at INTEGER,
            UNIQUE (tenant, id)
        ) STRICT;
        INSERT INTO endpoints
            (number, tenant, id, settings, is_managed, is_enabled, disabled_because, position, paused_until)
            SELECT number, tenant, id, settings, is_managed, is_enabled, disabled_because, position, paused_until
            FROM endpoints_before;
        DROP TABLE endpoints_before;

        -- Known texts, sealed: tell whether the key we were given is the one that sealed all the rest.
        CREATE TABLE seals (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
        -- Takes the place of `comm_key`, in which nothing stands any more.
        ALTER TABLE devices ADD COLUMN sealed_comm_key BLOB;

        -- The endpoint an event is about.
        ALTER TABLE events ADD COLUMN about TEXT;
        CREATE INDEX events_by_subject ON events (tenant, about, position) WHERE about IS NOT NULL;

        -- `serial`: whom it holds back or is held back with. Parked events have the latest time there is.
        ALTER TABLE waiting ADD COLUMN serial TEXT;
        ALTER TABLE waiting ADD COLUMN batch INTEGER;
        CREATE INDEX waiting_by_serial ON waiting (endpoint, serial, position) WHERE serial IS NOT NULL;
        CREATE INDEX waiting_by_batch ON waiting (endpoint, batch) WHERE batch IS NOT NULL;

        ALTER TABLE dead ADD COLUMN died_at INTEGER;

        -- In the order of the log, so that an event's attempts stand together and new ones at the end.
        ALTER TABLE attempts RENAME TO attempts_before;
        CREATE TABLE attempts (
            position INTEGER NOT NULL,
            endpoint INTEGER NOT NULL,
            at INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            status INTEGER,
            address TEXT,
            hint TEXT,
            answer BLOB,
            batch INTEGER,
            PRIMARY KEY (position, endpoint, at, attempt)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO attempts (position, endpoint, at, attempt, milliseconds, outcome, status)
            SELECT position, endpoint, at, attempt, milliseconds, outcome, status FROM attempts_before;
        DROP TABLE attempts_before;

        -- How many commands of a tenant are in which state, without looking at each.
        CREATE INDEX commands_by_status ON commands (tenant, status);
        """,

        """
        ALTER TABLE tenants ADD COLUMN created_at INTEGER;
        -- The row stays: ids of events hang on the tenant's, so it is not given twice.
        ALTER TABLE tenants ADD COLUMN removed_at INTEGER;
        ALTER TABLE keys ADD COLUMN name TEXT;
        ALTER TABLE keys ADD COLUMN created_at INTEGER;
        ALTER TABLE keys ADD COLUMN expires_at INTEGER;
        CREATE INDEX keys_by_id ON keys (tenant, id);

        -- Address blocks a terminal may call from, blank between two.
        ALTER TABLE devices ADD COLUMN networks TEXT;
        ALTER TABLE devices ADD COLUMN claimed_at INTEGER;

        -- Who changed what over the API. The tenant by name: its row may be gone.
        CREATE TABLE changes (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            tenant TEXT,
            actor TEXT NOT NULL,
            address TEXT NOT NULL,
            request_id TEXT NOT NULL,
            action TEXT NOT NULL,
            object TEXT NOT NULL,
            fields TEXT NOT NULL
        ) STRICT;
        CREATE INDEX changes_by_tenant ON changes (tenant);

        -- Requests with an Idempotency-Key that were carried out; the answer follows in a transaction of its own.
        CREATE TABLE carried_out (
            owner TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            at INTEGER NOT NULL,
            status INTEGER,
            location TEXT,
            body BLOB,
            PRIMARY KEY (owner, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX carried_out_by_time ON carried_out (at);
        """,

        """
        -- `parent`: of a step its order, of a query that looks something up the command it looks up.
        ALTER TABLE commands ADD COLUMN parent INTEGER;
        ALTER TABLE commands ADD COLUMN is_verification INTEGER NOT NULL DEFAULT 0;
        -- How many steps an order has that is not handed out itself; else 0.
        ALTER TABLE commands ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
        -- A step that waits until the first of its order is completed.
        ALTER TABLE commands ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
        -- `uploads` or `verification`: what a sent command waits for although its receipt has come.
        ALTER TABLE commands ADD COLUMN awaited TEXT;
        -- `params` as they may be shown; nothing in rows of earlier versions, which are masked when read.
        ALTER TABLE commands ADD COLUMN shown TEXT;
        CREATE INDEX commands_by_parent ON commands (parent, number) WHERE parent IS NOT NULL;
        CREATE INDEX commands_awaited ON commands (awaited) WHERE awaited IS NOT NULL;
        DROP INDEX commands_queued;
        CREATE INDEX commands_queued ON commands (serial, priority DESC, number)
            WHERE status = 'queued' AND steps = 0;
        DROP INDEX commands_expiring;
        CREATE INDEX commands_expiring ON commands (expires_at)
            WHERE status = 'queued' AND steps = 0 AND is_held = 0;
        DROP INDEX commands_by_status;
        CREATE INDEX commands_by_status ON commands (tenant, status) WHERE parent IS NULL;
        """,

        """
        -- With everything a reader may choose by (`EventFilter`), so that what he does not want is passed over
        -- without its body.
        CREATE INDEX events_by_tenant_and_choice ON events (tenant, position, type, serial, about);
        DROP INDEX events_by_tenant;
        -- What else a terminal was told after a command.
        CREATE INDEX commands_by_serial ON commands (serial, number);
        """,

        """
        -- Whose state it is, so that it goes with the tenant; unknown of rows of earlier versions.
        ALTER TABLE states ADD COLUMN tenant INTEGER;
        CREATE INDEX states_by_tenant ON states (tenant) WHERE tenant IS NOT NULL;
        """,
    ]
}

extension SQLiteError {
    init(message: String) {
        code = 0
        self.message = message
        isOutOfSpace = false
    }
}
