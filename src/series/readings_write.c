/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_write.c  Runs into a new readings file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "series/partition.h"
#include "series/readings_private.h"

enum {
    BLOCK = 128 * 1024 /* readings in memory at once: whole packs of each column */
};

/* What a file is made of, and room for some of it. */
struct source {
    const struct ta_readings_gather *all;
    struct ta_reading *reading; /* [BLOCK], or as many as there are */
    size_t block;
    char *room; /* for the widest column of a block, and for all texts of one kind */
    const struct ta_readings_column *member; /* the column at hand */
};

static enum ta_status write_texts(const struct source *s, const struct ta_h5 *file,
                                  struct ta_error *err)
{
    size_t n = s->all->n_runs;
    enum ta_status rc = ta_h5_dimension(file, "datastream", n, err);
    for (size_t k = 0; rc == TA_OK && k < TA_RUN_TEXTS; k++) {
        size_t size = ta_run_text[k].column.text_size;
        memset(s->room, 0, n * size);
        for (size_t i = 0; i < n; i++) {
            const char *text = (const char *)&s->all->run[i] + ta_run_text[k].offset;
            memcpy(s->room + i * size, text, strlen(text));
        }
        rc = ta_h5_write(file, &ta_run_text[k].column, n, s->room, err);
    }
    return rc;
}

static enum ta_status write_sizes(const struct source *s, const struct ta_h5 *file,
                                  struct ta_error *err)
{
    int64_t *size = (void *)s->room;
    for (size_t i = 0; i < s->all->n_runs; i++) size[i] = (int64_t)s->all->run[i].n;
    return ta_h5_write(file, &ta_run_size, s->all->n_runs, size, err);
}

/* Readings of checked decoders alone: the file says nothing of it. */
static enum ta_status write_unchecked(const struct source *s, const struct ta_h5 *file,
                                      struct ta_error *err)
{
    bool any = false;
    unsigned char *says = (void *)s->room;
    for (size_t i = 0; i < s->all->n_runs; i++) {
        says[i] = s->all->run[i].unchecked;
        any = any || s->all->run[i].unchecked;
    }
    if (!any) return TA_OK;
    return ta_h5_write(file, &ta_run_unchecked, s->all->n_runs, says, err);
}

/* The newest as the file's own; beside it those of each datastream where one has older ones. */
static enum ta_status write_rules(const struct source *s, const struct ta_h5 *file,
                                  struct ta_error *err)
{
    char text[8];
    bool older = false;
    unsigned newest = 0;
    unsigned char *rules = (void *)s->room;
    for (size_t i = 0; i < s->all->n_runs; i++) {
        rules[i] = s->all->run[i].flag_rules;
        if (rules[i] > newest) newest = rules[i];
    }
    for (size_t i = 0; i < s->all->n_runs; i++) older = older || rules[i] < newest;
    if (newest == 0) return TA_OK;
    (void)snprintf(text, sizeof text, "%u", newest);
    enum ta_status rc = ta_h5_say(file, TA_READINGS_RULES, text, err);
    if (rc != TA_OK || !older) return rc;
    return ta_h5_write(file, &ta_run_rules, s->all->n_runs, rules, err);
}

/* Some elements of the column at hand. */
static enum ta_status fill(void *self, size_t first, size_t n, void *to,
                           struct ta_error *err)
{
    const struct source *s = self;
    char *at = to;
    const char *member = (const char *)s->reading + s->member->offset;
    bool byte = ta_h5_element(&s->member->column) == 1; /* the others have eight */
    enum ta_status rc = ta_gather_read(s->all, first, n, s->reading, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; byte && i < n; i++) at[i] = member[i * sizeof *s->reading];
    for (size_t i = 0; !byte && i < n; i++)
        memcpy(at + i * 8, member + i * sizeof *s->reading, 8);
    return TA_OK;
}

/* The unit of all values of the file; NULL where its datastreams have several. */
static const char *shared_unit(const struct ta_readings_gather *all)
{
    const char *unit = all->run[0].unit;
    for (size_t i = 1; i < all->n_runs; i++)
        if (strcmp(all->run[i].unit, unit) != 0) return NULL;
    return unit[0] != '\0' ? unit : NULL;
}

static enum ta_status write_readings(struct source *s, const struct ta_h5 *file,
                                     struct ta_error *err)
{
    size_t n = ta_readings_gather_rows(s->all);
    const struct ta_h5_elements from = {s->room, BLOCK, s, fill};
    enum ta_status rc = ta_h5_dimension(file, "row", n, err);
    for (size_t k = 0; rc == TA_OK && k < TA_READING_COLUMNS; k++) {
        s->member = &ta_reading_column[k];
        if (s->member->offset == offsetof(struct ta_reading, mark) && !s->all->marked)
            continue;
        struct ta_h5_column column = s->member->column;
        if (s->member->offset == offsetof(struct ta_reading, value))
            column.units = shared_unit(s->all);
        rc = ta_h5_write_blocks(file, &column, n, &from, err);
    }
    return rc;
}

static enum ta_status write_all(struct source *s, const struct ta_h5 *file,
                                struct ta_error *err)
{
    enum ta_status rc = ta_h5_say(file, "Conventions", "CF-1.9", err);
    if (rc == TA_OK) rc = ta_h5_say(file, "terrassay_form", TA_READINGS_FORM, err);
    if (rc == TA_OK) rc = ta_h5_say(file, "title", "readings of field devices", err);
    if (rc == TA_OK) rc = write_texts(s, file, err);
    if (rc == TA_OK) rc = write_sizes(s, file, err);
    if (rc == TA_OK) rc = write_unchecked(s, file, err);
    if (rc == TA_OK) rc = write_rules(s, file, err);
    if (rc == TA_OK) rc = write_readings(s, file, err);
    return rc;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static enum ta_status make_room(const struct ta_readings_gather *all, const char *path,
                                struct source *out, struct ta_error *err)
{
    size_t block = smaller(ta_readings_gather_rows(all), BLOCK);
    size_t texts = all->n_runs * (TA_ID_SIZE / 8 + 1);
    *out = (struct source){.all = all,
                           .reading = ta_alloc(block, sizeof *out->reading),
                           .block = block,
                           .room = ta_alloc(block > texts ? block : texts, 8)};
    if (out->reading != NULL && out->room != NULL) return TA_OK;
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
}

static void drop_room(struct source *s)
{
    ta_free(s->reading);
    ta_free(s->room);
}

static enum ta_status build(const void *data, const char *path, struct ta_error *err)
{
    struct source s;
    struct ta_h5 file = {0};
    enum ta_status rc = make_room(data, path, &s, err);
    if (rc == TA_OK) rc = ta_h5_create(path, TA_READINGS_PACK, &file, err);
    if (rc == TA_OK) rc = write_all(&s, &file, err);
    if (rc == TA_OK) rc = ta_h5_close(&file, err);
    ta_h5_drop(&file);
    drop_room(&s);
    return rc;
}

/* --- reading back --------------------------------------------------------------------------- */

static bool same_head(const struct ta_reading_run *a, const struct ta_reading_run *b)
{
    return ta_run_order(a, b) == 0 && strcmp(a->property, b->property) == 0 &&
           strcmp(a->unit, b->unit) == 0 && a->n == b->n &&
           a->unchecked == b->unchecked && a->flag_rules == b->flag_rules;
}

/* The readings of a run of the file are those from @p first on. */
static enum ta_status same_readings(const struct source *s,
                                    const struct ta_reading_run *run, size_t first,
                                    struct ta_error *err)
{
    for (size_t i = 0; i < run->n; i += s->block) {
        size_t n = smaller(run->n - i, s->block);
        enum ta_status rc = ta_gather_read(s->all, first + i, n, s->reading, err);
        if (rc != TA_OK) return rc;
        for (size_t k = 0; k < n; k++)
            if (ta_reading_order(&run->reading[i + k], &s->reading[k]) != 0)
                return TA_FINDING;
    }
    return TA_OK;
}

static enum ta_status compare_runs(const struct source *s,
                                   struct ta_readings_source *found,
                                   struct ta_error *err)
{
    size_t first = 0;
    if (ta_source_runs(found) != s->all->n_runs) return TA_FINDING;
    for (size_t i = 0; i < s->all->n_runs; i++) {
        struct ta_reading_run run = {.n = 0};
        bool more = false;
        enum ta_status rc = ta_source_next(found, &run, &more, err);
        if (rc == TA_OK && !(more && same_head(&run, &s->all->run[i]))) rc = TA_FINDING;
        if (rc == TA_OK) rc = same_readings(s, &run, first, err);
        first += run.n;
        ta_free(run.reading);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status compare(const void *data, const char *path, struct ta_error *err)
{
    struct source s;
    struct ta_readings_source *found = NULL;
    enum ta_status rc = make_room(data, path, &s, err);
    if (rc == TA_OK) rc = ta_source_open(path, NULL, &found, err);
    if (rc == TA_OK) rc = compare_runs(&s, found, err);
    ta_source_close(found);
    drop_room(&s);
    return rc;
}

/* --- all of it ------------------------------------------------------------------------------ */

enum ta_status ta_readings_gather_seal(const struct ta_readings_gather *gather,
                                       const char *path, struct ta_error *err)
{
    const struct ta_partition partition = {gather, false, build, compare};
    if (ta_readings_gather_rows(gather) == 0)
        return ta_fail(err, TA_E_ARG, "%s: no readings to seal", path);
    ta_h5_lock();
    enum ta_status rc = ta_partition_seal(&partition, path, err);
    ta_h5_unlock();
    return rc;
}

static int by_run(const void *a, const void *b)
{
    return ta_run_order(*(const struct ta_reading_run *const *)a,
                        *(const struct ta_reading_run *const *)b);
}

/* The folder that @p path lies in; the caller's. */
static char *folder_of(const char *path)
{
    struct ta_text text = {0};
    const char *slash = strrchr(path, '/');
    ta_text_addf(&text, "%.*s", slash == NULL ? 1 : (int)(slash - path + 1),
                 slash == NULL ? "." : path);
    return ta_text_take(&text);
}

static enum ta_status gather(const char *path, const struct ta_reading_run *runs,
                             size_t n, struct ta_readings_gather **out,
                             struct ta_error *err)
{
    const struct ta_reading_run **order = ta_alloc(n + 1, sizeof *order);
    char *folder = folder_of(path);
    enum ta_status rc = order == NULL || folder == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", path)
                            : ta_readings_gather_new(folder, out, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) order[i] = &runs[i];
    if (rc == TA_OK && n > 1) qsort(order, n, sizeof *order, by_run);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = ta_readings_gather_add(*out, order[i], err);
    ta_free(folder);
    ta_free(order);
    return rc;
}

enum ta_status ta_readings_write(const char *path, const struct ta_reading_run *runs,
                                 size_t n, struct ta_error *err)
{
    struct ta_readings_gather *all = NULL;
    enum ta_status rc = gather(path, runs, n, &all, err);
    if (rc == TA_OK) rc = ta_readings_gather_seal(all, path, err);
    ta_readings_gather_free(all);
    return rc;
}
