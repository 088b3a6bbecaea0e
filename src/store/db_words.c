/* SPDX-License-Identifier: Apache-2.0 */
/** @file db_words.c  What SQLite's failures mean here, and how to mend them. */
#include <string.h>

#include "store/db.h"

static enum ta_status status_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT: return TA_E_AGAIN;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return TA_E_PERMISSION;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_MISMATCH: return TA_E_DATA;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_TRIGGER ? TA_E_PERMISSION : TA_E_DATA;
    case SQLITE_TOOBIG: return TA_E_LIMIT;
    case SQLITE_NOMEM: return TA_E_NOMEM;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return TA_E_IO;
    default: return TA_E_INTERNAL;
    }
}

static const char *mend_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program writes to it: run again when it is done";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "give this user the right to write the file and its folder";
    case SQLITE_CORRUPT:
        return "the file is damaged: put back the last copy that passes "
               "`terrassay verify`";
    case SQLITE_NOTADB: return "name a store.gpkg that terrassay has made";
    case SQLITE_FULL:
    case SQLITE_IOERR: return "see that its disk has room and works, then run again";
    case SQLITE_CANTOPEN: return "see that the folder is there and may be written";
    default: return NULL;
    }
}

enum ta_status ta_db_fail(const struct ta_db *db, int code, const char *what,
                          struct ta_error *err)
{
    const char *why = sqlite3_errstr(code);
    /* The connection's words are better, where they are about this. */
    if (db->handle != NULL && sqlite3_extended_errcode(db->handle) == code)
        why = sqlite3_errmsg(db->handle);
    enum ta_status status =
        ta_fail(err, status_of(code), "%s: cannot %s: %s", db->path, what, why);

    int cause = db->handle == NULL ? 0 : sqlite3_system_errno(db->handle);
    if ((code & 0xFF) == SQLITE_IOERR && cause != 0)
        (void)ta_fail(err, status, "%s: cannot %s: %s (%s)", db->path, what, why,
                      strerror(cause));
    const char *mend = mend_of(code);
    if (mend != NULL) ta_error_mend(err, "%s", mend);
    return status;
}
