/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/window_keep.h"

#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/machine.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/window_sweep.h"
#include "record/build.h"
#include "terrassay/version.h"

enum {
    MAGIC = 8,
    HEAD = MAGIC + 32 + 8,
    ROW = TA_WINDOW_KEY_BYTES + 8 + TA_WINDOW_FOLD_BYTES,
    BEGIN_AT = TA_WINDOW_KEY_BYTES + 8, /* of a row: the fold's first number */
    TAIL = 32,
    ROWS_MOST = 60000, /* a year of ten minutes, in 21 MB */
    NO_YEAR = 0
};
static const char magic[] = "TAWIN001";

/* Bytes of rows by begin. */
struct rows {
    uint8_t *bytes; /* owned, or inside the file's */
    size_t n, capacity;
};

struct ta_window_keep {
    const struct ta_keep_job *job;
    bool turned; /* a file is at hand */
    int year;    /* its year, or NO_YEAR */
    char *path;  /* of it; NULL: none can be */
    uint8_t identity[32];
    char *file;      /* its bytes as read */
    struct rows old; /* in them */
    size_t at;       /* the first row that was not passed yet */
    struct rows fresh;
    bool failed; /* out of memory for some row: the file stays as it was */
    uint64_t work;
};

/* --- which file ------------------------------------------------------------------------------- */

static int year_of(const struct ta_keep_job *job, ta_time_us begin)
{
    const struct ta_window_rule *rule = job->rule;
    int year, month, day;
    ta_time_us step = rule->step == 0 ? rule->length : rule->step;
    if (rule->kind != TA_WINDOW_FIXED || step >= TA_US_PER_DAY) return NO_YEAR;
    ta_day_to_civil(ta_day_of(begin), &year, &month, &day);
    return year;
}

/* What was asked, by which the file is called. */
static void name_of(const struct ta_keep_job *job, int year, char hex[TA_HEX_SIZE])
{
    const struct ta_window_rule *rule = job->rule;
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, job->id->project);
    ta_digest_text(&state, job->id->device);
    ta_digest_text(&state, job->id->name);
    ta_digest_text(&state, job->unit);
    ta_digest_u64(&state, (uint64_t)rule->kind);
    ta_digest_u64(&state, (uint64_t)rule->length);
    ta_digest_u64(&state, (uint64_t)rule->offset);
    ta_digest_u64(&state, (uint64_t)rule->interval);
    ta_digest_f64(&state, rule->turn);
    ta_digest_u64(&state, (uint64_t)year);
    ta_digest_end(&state, hex);
}

/* And by what the answer was made. */
static void find_identity(const char *name, uint8_t out[32])
{
    char machine[TA_NAME_SIZE];
    crypto_hash_sha256_state state;
    ta_machine(machine);
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, name);
    ta_digest_u64(&state, TA_WINDOW_RULES);
    ta_digest_text(&state, ta_version());
    ta_digest_text(&state, ta_build_id());
    ta_digest_text(&state, machine);
    (void)crypto_hash_sha256_final(&state, out);
}

static char *path_of(const struct ta_keep_job *job, const char *name)
{
    char *folder = ta_windows_folder(job->workspace, job->id->project);
    struct ta_text path = {0};
    if (folder == NULL) return NULL;
    ta_text_addf(&path, "%s/%s" TA_WINDOWS_END, folder, name);
    ta_free(folder);
    return ta_text_take(&path);
}

/* --- reading ---------------------------------------------------------------------------------- */

static const uint8_t *row_at(const struct rows *rows, size_t i)
{
    return rows->bytes + i * ROW;
}

static ta_time_us begin_of(const uint8_t *row)
{
    uint64_t begin;
    ta_time_us time;
    (void)ta_get_u64(row + BEGIN_AT, &begin);
    memcpy(&time, &begin, sizeof time);
    return time;
}

static uint64_t parts_of(const uint8_t *row)
{
    uint64_t n;
    (void)ta_get_u64(row + TA_WINDOW_KEY_BYTES, &n);
    return n;
}

static bool ascend(const uint8_t *a, const uint8_t *b)
{
    ta_time_us x = begin_of(a), y = begin_of(b);
    return x < y || (x == y && parts_of(a) < parts_of(b));
}

static void sum_of(const uint8_t *bytes, size_t size, uint8_t out[TAIL])
{
    (void)crypto_generichash(out, TAIL, bytes, size, NULL, 0);
}

/* Is it a file as we write it, of the same question and program? */
static bool is_ours(const struct ta_window_keep *keep, const uint8_t *bytes,
                    size_t size)
{
    uint64_t n = 0;
    uint8_t sum[TAIL];
    if (size < HEAD + TAIL || memcmp(bytes, magic, MAGIC) != 0) return false;
    if (memcmp(bytes + MAGIC, keep->identity, sizeof keep->identity) != 0) return false;
    (void)ta_get_u64(bytes + MAGIC + 32, &n);
    if (n > ROWS_MOST || size != HEAD + n * ROW + TAIL) return false;
    sum_of(bytes, size - TAIL, sum);
    if (memcmp(sum, bytes + size - TAIL, TAIL) != 0) return false;
    for (size_t i = 1; i < n; i++)
        if (!ascend(bytes + HEAD + (i - 1) * ROW, bytes + HEAD + i * ROW)) return false;
    return true;
}

static void read_file(struct ta_window_keep *keep)
{
    size_t size = 0;
    struct ta_error ignored = {0};
    if (ta_file_plain(keep->path, &ignored) != TA_OK) return;
    if (ta_file_read(keep->path, HEAD + (size_t)ROWS_MOST * ROW + TAIL, &keep->file,
                     &size, &ignored) != TA_OK)
        return;
    uint8_t *bytes = (uint8_t *)keep->file;
    if (!is_ours(keep, bytes, size)) return;
    keep->old.bytes = bytes + HEAD;
    keep->old.n = (size - HEAD - TAIL) / ROW;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool add_row(struct rows *rows, const uint8_t *row)
{
    if (ta_grow((void **)&rows->bytes, &rows->capacity, rows->n, ROW) != 0)
        return false;
    memcpy(rows->bytes + rows->n++ * ROW, row, ROW);
    return true;
}

/* Rows from @p i on, as long as they are of one window. @return behind them */
static size_t copy_window(const struct rows *from, size_t i, uint8_t *to, size_t *n)
{
    ta_time_us begin = begin_of(row_at(from, i));
    for (; i < from->n && begin_of(row_at(from, i)) == begin; i++)
        memcpy(to + (*n)++ * ROW, row_at(from, i), ROW);
    return i;
}

/* Old and fresh windows by begin; of one that is in both the fresh rows. @return how many rows */
static size_t merge_rows(const struct rows *old, const struct rows *fresh, uint8_t *to)
{
    size_t i = 0, k = 0, n = 0;
    while (i < old->n || k < fresh->n) {
        bool some_old = i < old->n, some_fresh = k < fresh->n;
        ta_time_us a = some_old ? begin_of(row_at(old, i)) : 0;
        ta_time_us b = some_fresh ? begin_of(row_at(fresh, k)) : 0;
        if (some_old && some_fresh && a == b)
            i++; /* a row that is not so any more */
        else if (some_old && (!some_fresh || a < b))
            i = copy_window(old, i, to, &n);
        else
            k = copy_window(fresh, k, to, &n);
    }
    return n;
}

static bool make_folder(const struct ta_window_keep *keep)
{
    struct ta_error ignored = {0};
    struct stat about;
    char *folder = ta_windows_folder(keep->job->workspace, keep->job->id->project);
    bool ok = folder != NULL &&
              (stat(folder, &about) == 0 || ta_folder_make(folder, &ignored) == TA_OK);
    ta_free(folder);
    return ok;
}

static void write_file(struct ta_window_keep *keep)
{
    struct ta_error ignored = {0};
    size_t most = keep->old.n + keep->fresh.n;
    uint8_t *bytes = ta_alloc(HEAD + most * ROW + TAIL, 1);
    if (bytes == NULL) return;
    size_t n = merge_rows(&keep->old, &keep->fresh, bytes + HEAD);
    size_t size = HEAD + n * ROW;
    memcpy(bytes, magic, MAGIC);
    memcpy(bytes + MAGIC, keep->identity, sizeof keep->identity);
    (void)ta_put_u64(bytes + MAGIC + 32, n);
    sum_of(bytes, size, bytes + size);
    if (n <= ROWS_MOST && make_folder(keep) &&
        ta_file_write(keep->path, bytes, size + TAIL, 0666, &ignored) == TA_OK)
        ta_windows_sweep(keep->job->workspace, TA_WINDOWS_BYTES_MOST);
    ta_free(bytes);
}

/* --- from file to file ------------------------------------------------------------------------- */

static void leave(struct ta_window_keep *keep, bool write)
{
    bool worth = keep->fresh.n > 0 && keep->work >= keep->job->least;
    if (write && worth && !keep->failed && keep->path != NULL) write_file(keep);
    ta_free(keep->path);
    ta_free(keep->file);
    ta_free(keep->fresh.bytes);
    *keep = (struct ta_window_keep){.job = keep->job};
}

static void turn_to(struct ta_window_keep *keep, int year)
{
    char name[TA_HEX_SIZE];
    if (keep->turned && keep->year == year) return;
    leave(keep, true);
    keep->turned = true;
    keep->year = year;
    name_of(keep->job, year, name);
    find_identity(name, keep->identity);
    keep->path = path_of(keep->job, name);
    if (keep->path != NULL) read_file(keep);
}

struct ta_window_keep *ta_window_keep_new(const struct ta_keep_job *job)
{
    struct ta_window_keep *keep = ta_alloc(1, sizeof *keep);
    if (keep != NULL) keep->job = job;
    return keep;
}

size_t ta_window_keep_find(struct ta_window_keep *keep, ta_time_us begin,
                           struct ta_window_kept out[TA_WINDOW_ROWS])
{
    size_t n = 0;
    turn_to(keep, year_of(keep->job, begin));
    for (; keep->at < keep->old.n; keep->at++) {
        const uint8_t *row = row_at(&keep->old, keep->at);
        if (begin_of(row) > begin || n == TA_WINDOW_ROWS) break;
        if (begin_of(row) < begin) continue;
        if (!ta_window_fold_unpack(keep->job->rule, row + BEGIN_AT, &out[n].fold))
            continue;
        memcpy(out[n].key, row, sizeof out[n].key);
        out[n++].n_parts = parts_of(row);
    }
    return n;
}

void ta_window_keep_put(struct ta_window_keep *keep, const struct ta_window_kept *kept,
                        uint64_t work)
{
    uint8_t row[ROW];
    memcpy(row, kept->key, sizeof kept->key);
    (void)ta_put_u64(row + sizeof kept->key, kept->n_parts);
    ta_window_fold_pack(&kept->fold, row + BEGIN_AT);
    if (keep->fresh.n > ROWS_MOST || !add_row(&keep->fresh, row)) keep->failed = true;
    keep->work += work;
}

static void end(struct ta_window_keep *keep, bool write)
{
    if (keep == NULL) return;
    leave(keep, write);
    ta_free(keep);
}

void ta_window_keep_end(struct ta_window_keep *keep)
{
    end(keep, true);
}

void ta_window_keep_drop(struct ta_window_keep *keep)
{
    end(keep, false);
}
