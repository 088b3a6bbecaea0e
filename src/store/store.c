/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/functions.h"
#include "store/migrate.h"
#include "store/ops.h"

enum { WAIT_MS_DEFAULT = 10000, VALUE_BYTES_MAX = 512 * 1024 * 1024 };

static enum ta_status begin(void *self, struct ta_error *err)
{
    struct ta_db *db = self;
    if (!sqlite3_get_autocommit(db->handle))
        return ta_fail(err, TA_E_ARG, "%s: a change has begun already", db->path);
    return ta_db_run(db, "begin a change", "BEGIN IMMEDIATE", err);
}

static void rollback(void *self)
{
    struct ta_db *db = self;
    if (!sqlite3_get_autocommit(db->handle)) /* it fails only when there is none */
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

static enum ta_status commit(void *self, struct ta_error *err)
{
    struct ta_db *db = self;
    if (sqlite3_get_autocommit(db->handle))
        return ta_fail(err, TA_E_ARG, "%s: no change to commit", db->path);
    enum ta_status rc = ta_db_run(db, "commit a change", "COMMIT", err);
    if (rc != TA_OK) rollback(self);
    return rc;
}

static void close_db(void *self)
{
    struct ta_db *db = self;
    if (db == NULL) return;
    ta_db_close(db);
    ta_free(db->path);
    ta_free(db);
}

static const struct ta_store_ops store_ops = {
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .project_put = ta_op_project_put,
    .project_get = ta_op_project_get,
    .project_ids = ta_op_project_ids,
    .project_remove = ta_op_project_remove,
    .uses_shared = ta_op_uses_shared,
    .feeds_missing = ta_op_feeds_missing,
    .feeds_put = ta_op_feeds_put,
    .feeds_of = ta_op_feeds_of,
    .sites_in = ta_op_sites_in,
    .sites_last = ta_op_sites_last,
    .sites_since = ta_op_sites_since,
    .sites_count = ta_op_sites_count,
    .document_put = ta_op_document_put,
    .document_get = ta_op_document_get,
    .scene_put = ta_op_scene_put,
    .scene_get = ta_op_scene_get,
    .scenes_in = ta_op_scenes_in,
    .scenes_of = ta_op_scenes_of,
    .scenes_called = ta_op_scenes_called,
    .scenes_aside = ta_op_scenes_aside,
    .scene_forget = ta_op_scene_forget,
    .asset_get = ta_op_asset_get,
    .asset_put = ta_op_asset_put,
    .chip_put = ta_op_chip_put,
    .chip_forget = ta_op_chip_forget,
    .chips_of = ta_op_chips_of,
    .partition_put = ta_op_partition_put,
    .partitions = ta_op_partitions,
    .part_holds = ta_op_part_holds,
    .parts_of = ta_op_parts_of,
    .parts_stale = ta_op_parts_stale,
    .part_stale = ta_op_part_stale,
    .part_forget = ta_op_part_forget,
    .layer_put = ta_op_layer_put,
    .layer_get = ta_op_layer_get,
    .layer_of = ta_op_layer_of,
    .layer_list = ta_op_layer_list,
    .layer_remove = ta_op_layer_remove,
    .chain_head = ta_op_chain_head,
    .record_append = ta_op_record_append,
    .record_get = ta_op_record_get,
    .record_find = ta_op_record_find,
    .record_at = ta_op_record_at,
    .record_latest = ta_op_record_latest,
    .records_of = ta_op_records_of,
    .filed_head = ta_op_filed_head,
    .filed_append = ta_op_filed_append,
    .filed_at = ta_op_filed_at,
    .level_set = ta_op_level_set,
    .level_get = ta_op_level_get,
    .approval_put = ta_op_approval_put,
    .approvals_of = ta_op_approvals_of,
    .audit = ta_op_audit,
    .check = ta_op_check,
    .close = close_db,
};

/* SQLite would make the file readable by all; a bank's clients are nobody's business.
 * The journal files take their mode from it. */
static enum ta_status make_private(const char *path, struct ta_error *err)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0 && close(file) == 0) return TA_OK;
    if (errno == EEXIST) return TA_OK;
    enum ta_status rc = ta_errno_status(errno);
    if (rc == TA_E_NOTFOUND) rc = TA_E_IO;
    (void)ta_fail(err, rc, "%s: cannot make it: %s", path, strerror(errno));
    ta_error_mend(err, "see that the folder is there and may be written");
    return rc;
}

/* "file:" with what is special in a URI escaped. Immutable is for a file in a folder
 * where not even the shared memory of the write-ahead log can be made. */
static char *uri_of(const char *path, bool immutable)
{
    struct ta_text uri = {0};
    ta_text_add(&uri, "file:");
    for (const char *c = path; *c != '\0'; c++)
        ta_text_addf(&uri, strchr("%?#", *c) == NULL ? "%c" : "%%%02x",
                     (unsigned char)*c);
    if (immutable) ta_text_add(&uri, "?immutable=1");
    return ta_text_take(&uri);
}

static int open_handle(struct ta_db *db, bool read_only, bool immutable)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    flags |= read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    char *uri = uri_of(db->path, immutable);
    if (uri == NULL) return SQLITE_NOMEM;
    (void)sqlite3_close(db->handle); /* of an attempt before, or NULL */
    db->handle = NULL;
    int code = sqlite3_open_v2(uri, &db->handle, flags, NULL);
    ta_free(uri);
    if (code == SQLITE_OK) code = sqlite3_extended_result_codes(db->handle, 1);
    if (code == SQLITE_OK) code = sqlite3_busy_timeout(db->handle, (int)db->wait_ms);
    return code;
}

/* A store taken from elsewhere may carry a schema made to harm: nothing may rewrite it,
 * and no extension is loaded that it could call. The schema stays trusted, since
 * SQLite 3.40 lets no trigger of an untrusted one write to a spatial index. */
static int harden(sqlite3 *handle)
{
    static const int set[][2] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                 {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                 {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                 {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
                                 {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1}};
    int code = ta_functions_add(handle);
    for (size_t i = 0; i < sizeof set / sizeof *set && code == SQLITE_OK; i++)
        code = sqlite3_db_config(handle, set[i][0], set[i][1], (int *)NULL);
    (void)sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    (void)sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    return code;
}

static enum ta_status set_up(struct ta_db *db, struct ta_error *err)
{
    int code = harden(db->handle);
    if (code != SQLITE_OK) return ta_db_fail(db, code, "open it", err);
    return ta_db_run(db, "open it",
                     "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; "
                     "PRAGMA recursive_triggers = ON",
                     err);
}

/* Switching needs the file for oneself for a moment and does not wait by itself. */
static enum ta_status switch_to_wal(struct ta_db *db, struct ta_error *err)
{
    const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    int code = SQLITE_BUSY;
    for (int64_t waited = 0; waited <= db->wait_ms; waited += 10) {
        code = sqlite3_exec(db->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if ((code & 0xFF) != SQLITE_BUSY) break;
        (void)nanosleep(&pause, NULL); /* cut short it only asks sooner */
    }
    if (code == SQLITE_OK) return TA_OK;
    return ta_db_fail(db, code, "open it", err);
}

static bool has_no_wal(const char *path)
{
    struct ta_text name = {0};
    ta_text_addf(&name, "%s-wal", path);
    char *wal = ta_text_take(&name);
    struct stat about;
    bool none = wal != NULL && (stat(wal, &about) != 0 || about.st_size == 0);
    ta_free(wal);
    return none;
}

/* Read-only also where the folder cannot be written, if nothing waits in a log. */
static enum ta_status open_to_read(struct ta_db *db, struct ta_error *err)
{
    int code = open_handle(db, true, false);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db->handle, "PRAGMA schema_version", NULL, NULL, NULL);
    int kind = code & 0xFF;
    if ((kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY) && has_no_wal(db->path))
        code = open_handle(db, true, true);
    if (code != SQLITE_OK) return ta_db_fail(db, code, "open it", err);
    return set_up(db, err);
}

static enum ta_status open_to_write(struct ta_db *db, struct ta_error *err)
{
    enum ta_status rc = make_private(db->path, err);
    if (rc != TA_OK) return rc;
    int code = open_handle(db, false, false);
    if (code == SQLITE_OK && sqlite3_db_readonly(db->handle, "main") == 1)
        code = SQLITE_READONLY;
    if (code != SQLITE_OK) return ta_db_fail(db, code, "open it", err);
    return set_up(db, err);
}

static enum ta_status open_db(struct ta_db *db, bool read_only, struct ta_error *err)
{
    struct stat about;
    if (stat(db->path, &about) == 0 && !S_ISREG(about.st_mode))
        return ta_fail(err, TA_E_DATA, "%s: no file", db->path);
    if (read_only && access(db->path, R_OK) != 0)
        return ta_fail_errno(err, errno, db->path, "cannot open");
    enum ta_status rc = read_only ? open_to_read(db, err) : open_to_write(db, err);
    if (rc != TA_OK) return rc;

    rc = ta_migrate(db, read_only, err); /* before a byte of what is not ours changes */
    if (rc == TA_OK && !read_only) rc = switch_to_wal(db, err);
    return rc;
}

enum ta_status ta_store_open(const char *path, const struct ta_store_options *options,
                             struct ta_store *out, struct ta_error *err)
{
    const struct ta_store_options defaults = {0};
    if (options == NULL) options = &defaults;
    struct ta_db *db = ta_alloc(1, sizeof *db);
    char *copy = ta_strdup(path);
    if (db == NULL || copy == NULL) {
        ta_free(db);
        ta_free(copy);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    }
    db->path = copy;
    db->wait_ms = options->wait_ms > 0 ? options->wait_ms : WAIT_MS_DEFAULT;

    enum ta_status rc = open_db(db, options->read_only, err);
    if (rc != TA_OK) {
        close_db(db);
        return rc;
    }
    *out = (struct ta_store){&store_ops, db};
    return TA_OK;
}
