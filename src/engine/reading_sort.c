/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_sort.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum {
    BLOCK = 4096, /* rows that a run is written and read by, at most */
    DIGITS = 1 << 16
};

/* A sorted run in the file, and the part of it that is in memory. */
struct run {
    uint64_t next, end; /* rows of the file */
    struct ta_sort_row *row;
    size_t at, n;
};

struct ta_sort {
    char *folder;
    struct ta_sort_row *row;                   /* as they came */
    const struct ta_sort_row **order, **spare; /* [capacity]: sorted; while sorting */
    size_t *count;                             /* [DIGITS], while sorting */
    size_t n, capacity, at;
    int file;                      /* -1 while all is in memory */
    struct ta_sort_row *block_row; /* on their way to the file */
    uint64_t written;
    struct run *run;
    size_t n_runs, runs_capacity;
    size_t *heap; /* indices of runs that have rows, smallest first */
    size_t heap_size;
    size_t block;
};

int ta_sort_order(const struct ta_sort_row *a, const struct ta_sort_row *b)
{
#define BY(member)                                                                     \
    if (a->member != b->member) return a->member < b->member ? -1 : 1
    BY(project);
    BY(day);
    BY(stream);
    BY(time);
    BY(received);
    BY(value);
    BY(flag);
    BY(mark);
#undef BY
    return 0;
}

static int by_order(const void *a, const void *b)
{
    const struct ta_sort_row *const *x = a, *const *y = b;
    return ta_sort_order(*x, *y);
}

static enum ta_status fail_memory(const struct ta_sort *sort, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory for sorting", sort->folder);
}

static enum ta_status fail_file(const struct ta_sort *sort, const char *what,
                                struct ta_error *err)
{
    return ta_fail_own(err, errno, sort->folder, what);
}

enum ta_status ta_sort_new(const char *folder, size_t rows, struct ta_sort **out,
                           struct ta_error *err)
{
    struct ta_sort *sort = ta_alloc(1, sizeof *sort);
    if (sort == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    sort->file = -1;
    sort->capacity = rows;
    sort->folder = ta_strdup(folder);
    sort->row = ta_alloc(rows, sizeof *sort->row);
    sort->order = ta_alloc(rows, sizeof *sort->order);
    sort->spare = ta_alloc(rows, sizeof *sort->spare);
    sort->count = ta_alloc(DIGITS, sizeof *sort->count);
    if (sort->folder == NULL || sort->row == NULL || sort->order == NULL ||
        sort->spare == NULL || sort->count == NULL) {
        ta_sort_free(sort);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory for sorting", folder);
    }
    *out = sort;
    return TA_OK;
}

/* What rows are held and sorted in. */
static void free_rows(struct ta_sort *sort)
{
    ta_free(sort->row);
    ta_free(sort->order);
    ta_free(sort->spare);
    ta_free(sort->count);
    ta_free(sort->block_row);
    sort->row = sort->block_row = NULL;
    sort->order = sort->spare = NULL;
    sort->count = NULL;
}

void ta_sort_free(struct ta_sort *sort)
{
    if (sort == NULL) return;
    if (sort->file >= 0) (void)close(sort->file); /* nameless: gone with that */
    for (size_t i = 0; i < sort->n_runs; i++) ta_free(sort->run[i].row);
    ta_free(sort->run);
    ta_free(sort->heap);
    free_rows(sort);
    ta_free(sort->folder);
    ta_free(sort);
}

/* --- sorting -------------------------------------------------------------------------------- */

/* Rows are put by these before any two are compared, the least telling first. */
enum part { BY_STREAM, BY_DAY, BY_PROJECT, PARTS };

static uint32_t part_of(const struct ta_sort_row *row, enum part part)
{
    if (part == BY_DAY) return (uint32_t)row->day ^ UINT32_C(1) << 31; /* signed */
    return part == BY_STREAM ? row->stream : row->project;
}

static void find_range(const struct ta_sort *sort, enum part part, uint32_t *least,
                       uint32_t *most)
{
    *least = UINT32_MAX;
    *most = 0;
    for (size_t i = 0; i < sort->n; i++) {
        uint32_t is = part_of(&sort->row[i], part);
        if (is < *least) *least = is;
        if (is > *most) *most = is;
    }
}

/* All rows by one digit of a part; those that have it in common stay as they are. */
static void put_by_digit(struct ta_sort *sort, enum part part, uint32_t least,
                         unsigned shift, size_t digits)
{
    size_t *count = sort->count, next = 0;
    memset(count, 0, digits * sizeof *count);
    for (size_t i = 0; i < sort->n; i++)
        count[(part_of(sort->order[i], part) - least) >> shift & (DIGITS - 1)]++;
    for (size_t i = 0; i < digits; i++) {
        size_t n = count[i];
        count[i] = next;
        next += n;
    }
    for (size_t i = 0; i < sort->n; i++) {
        uint32_t digit =
            (part_of(sort->order[i], part) - least) >> shift & (DIGITS - 1);
        sort->spare[count[digit]++] = sort->order[i];
    }
    const struct ta_sort_row **swap = sort->order;
    sort->order = sort->spare;
    sort->spare = swap;
}

static bool same_parts(const struct ta_sort_row *a, const struct ta_sort_row *b)
{
    return a->stream == b->stream && a->day == b->day && a->project == b->project;
}

/* The rows that have all parts in common, from @p from on, by what remains: a device sends its readings
 * in the order of their times, mostly. @return their end */
static size_t sort_alike(const struct ta_sort *sort, size_t from)
{
    const struct ta_sort_row **row = sort->order;
    bool sorted = true;
    size_t end = from + 1;
    for (; end < sort->n && same_parts(row[end], row[from]); end++)
        sorted = sorted && ta_sort_order(row[end - 1], row[end]) <= 0;
    if (!sorted) qsort(row + from, end - from, sizeof *row, by_order);
    return end;
}

static void sort_rows(struct ta_sort *sort)
{
    for (size_t i = 0; i < sort->n; i++) sort->order[i] = &sort->row[i];
    for (enum part part = 0; part < PARTS; part++) {
        uint32_t least, most;
        find_range(sort, part, &least, &most);
        if (most <= least) continue; /* there are no rows, or it tells nothing */
        size_t range = (size_t)(most - least) + 1;
        put_by_digit(sort, part, least, 0, range < DIGITS ? range : DIGITS);
        if (range > DIGITS) put_by_digit(sort, part, least, 16, DIGITS);
    }
    for (size_t i = 0; i < sort->n;) i = sort_alike(sort, i);
}

/* --- writing -------------------------------------------------------------------------------- */

/* A file that has no name once it is open, so that a kill leaves nothing. */
static enum ta_status open_file(struct ta_sort *sort, struct ta_error *err)
{
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/sort.part-XXXXXX", sort->folder);
    if (path.failed) return fail_memory(sort, err);
    sort->file = mkstemp(path.bytes);
    if (sort->file >= 0) (void)unlink(path.bytes);
    enum ta_status rc =
        sort->file < 0 ? fail_file(sort, "cannot open a file for sorting", err) : TA_OK;
    ta_text_free(&path);
    return rc;
}

static enum ta_status write_block(struct ta_sort *sort, size_t n, struct ta_error *err)
{
    const char *from = (const char *)sort->block_row;
    size_t left = n * sizeof *sort->block_row;
    while (left > 0) {
        ssize_t done = write(sort->file, from, left);
        if (done < 0 && errno != EINTR)
            return fail_file(sort, "cannot write a file for sorting", err);
        if (done < 0) continue;
        from += done;
        left -= (size_t)done;
    }
    return TA_OK;
}

static enum ta_status write_rows(struct ta_sort *sort, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0, n; rc == TA_OK && i < sort->n; i += n) {
        n = sort->n - i < BLOCK ? sort->n - i : BLOCK;
        for (size_t k = 0; k < n; k++) sort->block_row[k] = *sort->order[i + k];
        rc = write_block(sort, n, err);
    }
    return rc;
}

static enum ta_status spill(struct ta_sort *sort, struct ta_error *err)
{
    enum ta_status rc = sort->file < 0 ? open_file(sort, err) : TA_OK;
    if (rc != TA_OK) return rc;
    if (sort->block_row == NULL) {
        size_t rows = sort->capacity < BLOCK ? sort->capacity : BLOCK;
        sort->block_row = ta_alloc(rows, sizeof *sort->block_row);
        if (sort->block_row == NULL) return fail_memory(sort, err);
    }
    if (ta_grow((void **)&sort->run, &sort->runs_capacity, sort->n_runs,
                sizeof *sort->run) != 0)
        return fail_memory(sort, err);
    sort_rows(sort);
    rc = write_rows(sort, err);
    if (rc != TA_OK) return rc;
    sort->run[sort->n_runs++] =
        (struct run){.next = sort->written, .end = sort->written + sort->n};
    sort->written += sort->n;
    sort->n = 0;
    return TA_OK;
}

enum ta_status ta_sort_add(struct ta_sort *sort, const struct ta_sort_row *row,
                           struct ta_error *err)
{
    enum ta_status rc = sort->n == sort->capacity ? spill(sort, err) : TA_OK;
    if (rc == TA_OK) sort->row[sort->n++] = *row;
    return rc;
}

/* --- merging -------------------------------------------------------------------------------- */

/* More rows of a run into memory. */
static enum ta_status fill(struct ta_sort *sort, struct run *run, struct ta_error *err)
{
    uint64_t left = run->end - run->next;
    size_t n = left < sort->block ? (size_t)left : sort->block;
    char *to = (char *)run->row;
    size_t bytes = n * sizeof *run->row;
    off_t at = (off_t)(run->next * sizeof *run->row);
    while (bytes > 0) {
        ssize_t got = pread(sort->file, to, bytes, at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return fail_file(sort, "cannot read a file for sorting", err);
        to += got;
        at += got;
        bytes -= (size_t)got;
    }
    run->next += n;
    run->at = 0;
    run->n = n;
    return TA_OK;
}

static bool before(const struct ta_sort *sort, size_t a, size_t b)
{
    const struct run *x = &sort->run[a], *y = &sort->run[b];
    int order = ta_sort_order(&x->row[x->at], &y->row[y->at]);
    return order != 0 ? order < 0 : a < b;
}

static void sink(struct ta_sort *sort, size_t at)
{
    size_t *heap = sort->heap;
    for (;;) {
        size_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < sort->heap_size && before(sort, heap[left], heap[least]))
            least = left;
        if (right < sort->heap_size && before(sort, heap[right], heap[least]))
            least = right;
        if (least == at) return;
        size_t swap = heap[at];
        heap[at] = heap[least];
        heap[least] = swap;
        at = least;
    }
}

/* All runs share the memory that the rows had. */
static enum ta_status start_merge(struct ta_sort *sort, struct ta_error *err)
{
    free_rows(sort);
    sort->block = sort->capacity / sort->n_runs;
    if (sort->block > BLOCK) sort->block = BLOCK;
    if (sort->block == 0) sort->block = 1;
    sort->heap = ta_alloc(sort->n_runs, sizeof *sort->heap);
    if (sort->heap == NULL) return fail_memory(sort, err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sort->n_runs; i++) {
        sort->run[i].row = ta_alloc(sort->block, sizeof *sort->row);
        rc = sort->run[i].row == NULL ? fail_memory(sort, err)
                                      : fill(sort, &sort->run[i], err);
        sort->heap[sort->heap_size++] = i;
    }
    for (size_t i = sort->n_runs; rc == TA_OK && i-- > 0;) sink(sort, i);
    return rc;
}

enum ta_status ta_sort_end(struct ta_sort *sort, struct ta_error *err)
{
    if (sort->file >= 0) {
        enum ta_status rc = spill(sort, err);
        return rc == TA_OK ? start_merge(sort, err) : rc;
    }
    sort_rows(sort);
    return TA_OK;
}

static enum ta_status take_merged(struct ta_sort *sort, struct ta_sort_row *row,
                                  struct ta_error *err)
{
    struct run *run = &sort->run[sort->heap[0]];
    enum ta_status rc = TA_OK;
    *row = run->row[run->at++];
    if (run->at == run->n && run->next < run->end)
        rc = fill(sort, run, err);
    else if (run->at == run->n)
        sort->heap[0] = sort->heap[--sort->heap_size];
    if (rc == TA_OK) sink(sort, 0);
    return rc;
}

enum ta_status ta_sort_next(struct ta_sort *sort, struct ta_sort_row *row, bool *more,
                            struct ta_error *err)
{
    if (sort->file >= 0) {
        *more = sort->heap_size > 0;
        return *more ? take_merged(sort, row, err) : TA_OK;
    }
    *more = sort->at < sort->n;
    if (*more) *row = *sort->order[sort->at++];
    return TA_OK;
}
