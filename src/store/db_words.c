/* SPDX-License-Identifier: Apache-2.0 */
/** @file db_words.c  What SQLite's failures mean here, and how to mend them. */
#include <string.h>

#include "base/file.h"
#include "store/db.h"

/* What a primary code of SQLite means, and how to mend it. */
static const struct meaning {
    int code;
    enum ta_status status;
    const char *mend;
} meanings[] = {
    {SQLITE_BUSY, TA_E_AGAIN,
     "another program writes to it: run again when it is done"},
    {SQLITE_LOCKED, TA_E_AGAIN,
     "another program writes to it: run again when it is done"},
    {SQLITE_INTERRUPT, TA_E_AGAIN, NULL},
    {SQLITE_PERM, TA_E_PERMISSION,
     "give this user the right to write the file and its folder"},
    {SQLITE_READONLY, TA_E_PERMISSION,
     "give this user the right to write the file and its folder; where their file "
     "system is mounted for reading only, mount it anew for writing"},
    {SQLITE_AUTH, TA_E_PERMISSION, NULL},
    {SQLITE_CORRUPT, TA_E_DATA,
     "the file is damaged: put back the last copy that passes `terrassay verify`"},
    {SQLITE_NOTADB, TA_E_DATA, "name a store.gpkg that terrassay has made"},
    {SQLITE_FORMAT, TA_E_DATA, "name a store.gpkg that terrassay has made"},
    {SQLITE_MISMATCH, TA_E_DATA, NULL},
    {SQLITE_CONSTRAINT, TA_E_DATA, NULL},
    {SQLITE_TOOBIG, TA_E_LIMIT, NULL},
    {SQLITE_NOMEM, TA_E_NOMEM, NULL},
    {SQLITE_FULL, TA_E_IO, "see that its disk has room and works, then run again"},
    {SQLITE_IOERR, TA_E_IO, "see that its disk has room and works, then run again"},
    {SQLITE_CANTOPEN, TA_E_IO, "see that the folder is there and may be written"},
};

static struct meaning meaning_of(int code)
{
    /* Our triggers refuse what nobody may do. */
    if (code == SQLITE_CONSTRAINT_TRIGGER)
        return (struct meaning){code, TA_E_PERMISSION, NULL};
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].code == (code & 0xFF)) return meanings[i];
    return (struct meaning){code, TA_E_INTERNAL, NULL};
}

enum ta_status ta_db_fail(const struct ta_db *db, int code, const char *what,
                          struct ta_error *err)
{
    const char *why = sqlite3_errstr(code);
    /* The connection's words are better, where they are about this. */
    if (db->handle != NULL && sqlite3_extended_errcode(db->handle) == code)
        why = sqlite3_errmsg(db->handle);
    struct meaning meaning = meaning_of(code);
    int kind = code & 0xFF;
    int cause = db->handle == NULL ? 0 : sqlite3_system_errno(db->handle);
    bool disk = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
    if (disk && ta_errno_status(cause) == TA_E_PERMISSION)
        meaning = meaning_of(SQLITE_PERM);
    enum ta_status status =
        ta_fail(err, meaning.status, "%s: cannot %s: %s", db->path, what, why);

    if ((code & 0xFF) == SQLITE_IOERR && cause != 0)
        (void)ta_fail(err, status, "%s: cannot %s: %s (%s)", db->path, what, why,
                      strerror(cause));
    if (meaning.mend != NULL) ta_error_mend(err, "%s", meaning.mend);
    return status;
}
