/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_rows.c  Rows of a readings file, put together from their columns. */
#include <pthread.h>
#include <stddef.h>

#include "base/memory.h"
#include "series/readings_private.h"

enum {
    BLOCK_ROWS = 4096,
    PACK_ROWS = TA_READINGS_PACK / 8, /* of times and values */
    BY_TWO_FROM = 4 * PACK_ROWS       /* fewer are no work for two */
};

/* Columns of some rows. */
struct ta_rows_block {
    int64_t time[BLOCK_ROWS], received[BLOCK_ROWS];
    double value[BLOCK_ROWS];
    unsigned char flag[BLOCK_ROWS], mark[BLOCK_ROWS];
};

static enum ta_status fail_memory(const struct ta_h5 *file, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", file->path);
}

static bool left_out(const struct ta_rows *rows, size_t column)
{
    size_t member = ta_reading_column[column].offset;
    return (rows->values_only && member == offsetof(struct ta_reading, received)) ||
           (!rows->marked && member == offsetof(struct ta_reading, mark));
}

static struct ta_rows_block *new_block(void)
{
    return ta_realloc(NULL, 1, sizeof(struct ta_rows_block));
}

enum ta_status ta_rows_open(const struct ta_h5 *file, bool values_only,
                            struct ta_rows *out, struct ta_error *err)
{
    *out = (struct ta_rows){
        file, .block = new_block(), .values_only = values_only,
        .marked = ta_h5_has(file, &ta_reading_column[TA_READING_COLUMNS - 1].column)};
    enum ta_status rc = out->block == NULL ? fail_memory(file, err) : TA_OK;
    for (size_t k = 0; rc == TA_OK && k < TA_READING_COLUMNS; k++)
        if (!left_out(out, k))
            rc = ta_h5_column_open(file, &ta_reading_column[k].column, &out->reader[k],
                                   err);
    return rc;
}

void ta_rows_close(struct ta_rows *rows)
{
    for (size_t k = 0; k < TA_READING_COLUMNS; k++)
        ta_h5_column_close(&rows->reader[k]);
    ta_free(rows->block);
    rows->block = NULL;
}

static enum ta_status read_block(const struct ta_rows *rows, size_t first, size_t n,
                                 struct ta_reading *reading, struct ta_error *err)
{
    struct ta_rows_block *block = rows->block;
    void *const to[TA_READING_COLUMNS] = {block->time, block->received, block->value,
                                          block->flag, block->mark};
    for (size_t k = 0; k < TA_READING_COLUMNS; k++) {
        if (left_out(rows, k)) continue;
        enum ta_status rc = ta_h5_column_read(&rows->reader[k], first, n, to[k], err);
        if (rc != TA_OK) return rc;
    }
    for (size_t i = 0; i < n; i++)
        reading[i] = (struct ta_reading){
            block->time[i], rows->values_only ? TA_TIME_NONE : block->received[i],
            block->value[i], block->flag[i], rows->marked ? block->mark[i] : 0};
    return TA_OK;
}

/* Block by block, so that columns and readings meet while they are in the processor's cache. */
static enum ta_status read_blocks(const struct ta_rows *rows, size_t first, size_t n,
                                  struct ta_reading *reading, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i += BLOCK_ROWS) {
        size_t some = n - i < BLOCK_ROWS ? n - i : BLOCK_ROWS;
        rc = read_block(rows, first + i, some, reading + i, err);
    }
    return rc;
}

enum ta_status ta_rows_read(const struct ta_rows *rows, size_t first, size_t n,
                            struct ta_reading **out, struct ta_error *err)
{
    struct ta_reading *reading = ta_alloc(n, sizeof *reading);
    if (reading == NULL) return fail_memory(rows->file, err);
    enum ta_status rc = read_blocks(rows, first, n, reading, err);
    if (rc == TA_OK)
        *out = reading;
    else
        ta_free(reading);
    return rc;
}

/* --- by two threads ------------------------------------------------------------------------- */

/* The rows that the other thread reads. */
struct half {
    struct ta_rows rows;
    size_t first, n;
    struct ta_reading *reading;
    enum ta_status status;
};

/* The same columns, with packs of their own. To be closed whatever comes of it. */
static bool share(const struct ta_rows *of, struct ta_rows *out)
{
    *out = (struct ta_rows){of->file, .block = new_block(),
                            .values_only = of->values_only, .marked = of->marked};
    bool shared = out->block != NULL;
    for (size_t k = 0; shared && k < TA_READING_COLUMNS; k++)
        shared = left_out(of, k) || ta_h5_column_share(&of->reader[k], &out->reader[k]);
    return shared;
}

static void *read_half(void *self)
{
    struct half *h = self;
    h->status = read_blocks(&h->rows, h->first, h->n, h->reading, NULL);
    return NULL;
}

/* A half that fails is read again by this thread alone: then the reason that HDF5 gives is its own. */
static enum ta_status read_both(const struct ta_rows *rows, size_t first, size_t n,
                                struct half *other, struct ta_error *err)
{
    pthread_t thread;
    struct ta_reading *reading = other->reading - n;
    bool started = share(rows, &other->rows) &&
                   pthread_create(&thread, NULL, read_half, other) == 0;
    enum ta_status rc = read_blocks(rows, first, n, reading, err);
    if (started) (void)pthread_join(thread, NULL);
    if (started && rc != TA_OK) rc = read_blocks(rows, first, n, reading, err);
    if (rc == TA_OK && (!started || other->status != TA_OK))
        rc = read_blocks(rows, other->first, other->n, other->reading, err);
    ta_rows_close(&other->rows);
    return rc;
}

/* They part where packs do. */
enum ta_status ta_rows_read_by_two(const struct ta_rows *rows, size_t first, size_t n,
                                   struct ta_reading **out, struct ta_error *err)
{
    if (n < BY_TWO_FROM) return ta_rows_read(rows, first, n, out, err);
    struct ta_reading *reading = ta_alloc(n, sizeof *reading);
    if (reading == NULL) return fail_memory(rows->file, err);
    const size_t middle = (first + n / 2) / PACK_ROWS * PACK_ROWS, own = middle - first;
    struct half other = {
        .first = middle, .n = n - own, .reading = reading + own, .status = TA_OK};
    enum ta_status rc = read_both(rows, first, own, &other, err);
    if (rc == TA_OK)
        *out = reading;
    else
        ta_free(reading);
    return rc;
}
