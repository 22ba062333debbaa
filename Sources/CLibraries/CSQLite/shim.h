#pragma once
#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast macro, which the importer leaves out. */
static inline int shim_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                      : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int shim_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
    /* An empty text's buffer may have no address, which SQLite would take for NULL. */
    return sqlite3_bind_text(statement, index, count == 0 ? "" : text, count, SQLITE_TRANSIENT);
}
