/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_write.c  Runs into a new readings file. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "series/partition.h"
#include "series/readings_private.h"

enum {
    CHUNK_BYTES = 128 * 1024
}; /* 16,384 values: packs well, far below the chunk cache */

/* Runs in order, and all their readings one after the other. */
struct sorted {
    const struct ta_reading_run **run;
    size_t n_runs;
    struct ta_reading *reading;
    size_t n_readings;
};

static int by_run(const void *a, const void *b)
{
    return ta_run_order(*(const struct ta_reading_run *const *)a,
                        *(const struct ta_reading_run *const *)b);
}

static int by_reading(const void *a, const void *b)
{
    return ta_reading_order(a, b);
}

static bool flag_ok(uint8_t flag)
{
    return (flag >= TA_FLAG_GOOD && flag <= TA_FLAG_FAIL) || flag == TA_FLAG_MISSING;
}

static enum ta_status check_run(const struct ta_reading_run *run, struct ta_error *err)
{
    if (!ta_id_ok(run->device) || !ta_id_ok(run->name))
        return ta_fail(err, TA_E_DATA, "readings of \"%s\" of \"%s\": not a datastream",
                       run->name, run->device);
    for (size_t i = 0; i < run->n; i++)
        if (run->reading[i].time == TA_TIME_NONE || !flag_ok(run->reading[i].flag))
            return ta_fail(err, TA_E_DATA, "readings of %s of %s: row %zu has no %s",
                           run->name, run->device, i,
                           flag_ok(run->reading[i].flag) ? "time" : "flag");
    return TA_OK;
}

static enum ta_status check_runs(const struct sorted *all, struct ta_error *err)
{
    for (size_t i = 0; i < all->n_runs; i++) {
        enum ta_status rc = check_run(all->run[i], err);
        if (rc != TA_OK) return rc;
        if (i > 0 && ta_run_order(all->run[i - 1], all->run[i]) == 0)
            return ta_fail(err, TA_E_DATA, "readings of %s of %s: stand twice",
                           all->run[i]->name, all->run[i]->device);
    }
    return TA_OK;
}

/* Runs without readings are left out. */
static enum ta_status sort_runs(const struct ta_reading_run *runs, size_t n,
                                struct sorted *out)
{
    out->run = ta_alloc(n, sizeof *out->run);
    if (out->run == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (runs[i].n == 0) continue;
        if (runs[i].n > SIZE_MAX - out->n_readings) return TA_E_LIMIT;
        out->run[out->n_runs++] = &runs[i];
        out->n_readings += runs[i].n;
    }
    if (out->n_runs > 1) qsort(out->run, out->n_runs, sizeof *out->run, by_run);
    return TA_OK;
}

static enum ta_status sort_readings(struct sorted *all)
{
    all->reading = ta_alloc(all->n_readings, sizeof *all->reading);
    if (all->reading == NULL) return TA_E_NOMEM;
    struct ta_reading *next = all->reading;
    for (size_t i = 0; i < all->n_runs; i++) {
        size_t n = all->run[i]->n;
        memcpy(next, all->run[i]->reading, n * sizeof *next);
        qsort(next, n, sizeof *next, by_reading);
        next += n;
    }
    return TA_OK;
}

static enum ta_status write_texts(const struct sorted *all, const struct ta_h5 *file,
                                  char *room, struct ta_error *err)
{
    enum ta_status rc = ta_h5_dimension(file, "datastream", all->n_runs, err);
    for (size_t k = 0; rc == TA_OK && k < TA_RUN_TEXTS; k++) {
        size_t size = ta_run_text[k].column.text_size;
        memset(room, 0, all->n_runs * size);
        for (size_t i = 0; i < all->n_runs; i++) {
            const char *text = (const char *)all->run[i] + ta_run_text[k].offset;
            memcpy(room + i * size, text, strlen(text));
        }
        rc = ta_h5_write(file, &ta_run_text[k].column, all->n_runs, room, err);
    }
    return rc;
}

static enum ta_status write_sizes(const struct sorted *all, const struct ta_h5 *file,
                                  int64_t *room, struct ta_error *err)
{
    for (size_t i = 0; i < all->n_runs; i++) room[i] = (int64_t)all->run[i]->n;
    return ta_h5_write(file, &ta_run_size, all->n_runs, room, err);
}

/* Readings of checked decoders alone: the file says nothing of it. */
static enum ta_status write_unchecked(const struct sorted *all,
                                      const struct ta_h5 *file, unsigned char *room,
                                      struct ta_error *err)
{
    bool any = false;
    for (size_t i = 0; i < all->n_runs; i++) {
        room[i] = all->run[i]->unchecked;
        any = any || all->run[i]->unchecked;
    }
    return any ? ta_h5_write(file, &ta_run_unchecked, all->n_runs, room, err) : TA_OK;
}

static enum ta_status write_readings(const struct sorted *all, const struct ta_h5 *file,
                                     char *room, struct ta_error *err)
{
    enum ta_status rc = ta_h5_dimension(file, "row", all->n_readings, err);
    for (size_t k = 0; rc == TA_OK && k < TA_READING_COLUMNS; k++) {
        const struct ta_readings_column *member = &ta_reading_column[k];
        size_t size = ta_h5_element(&member->column);
        for (size_t i = 0; i < all->n_readings; i++)
            memcpy(room + i * size, (const char *)&all->reading[i] + member->offset,
                   size);
        rc = ta_h5_write(file, &member->column, all->n_readings, room, err);
    }
    return rc;
}

static enum ta_status write_all(const struct sorted *all, const struct ta_h5 *file,
                                void *room, struct ta_error *err)
{
    enum ta_status rc = ta_h5_say(file, "Conventions", "CF-1.9", err);
    if (rc == TA_OK) rc = ta_h5_say(file, "terrassay_form", TA_READINGS_FORM, err);
    if (rc == TA_OK) rc = ta_h5_say(file, "title", "readings of field devices", err);
    if (rc == TA_OK) rc = write_texts(all, file, room, err);
    if (rc == TA_OK) rc = write_sizes(all, file, room, err);
    if (rc == TA_OK) rc = write_unchecked(all, file, room, err);
    if (rc == TA_OK) rc = write_readings(all, file, room, err);
    return rc;
}

static enum ta_status build(const void *data, const char *path, struct ta_error *err)
{
    const struct sorted *all = data;
    struct ta_h5 file = {0};
    size_t most = all->n_readings > all->n_runs * TA_ID_SIZE / 8
                      ? all->n_readings
                      : all->n_runs * TA_ID_SIZE / 8 + 1;
    void *room = ta_alloc(most, 8); /* for the widest column */
    if (room == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = ta_h5_create(path, CHUNK_BYTES, &file, err);
    if (rc == TA_OK) rc = write_all(all, &file, room, err);
    if (rc == TA_OK) rc = ta_h5_close(&file, err);
    ta_h5_drop(&file);
    ta_free(room);
    return rc;
}

static bool same_run(const struct ta_reading_run *a, const struct ta_reading_run *b,
                     const struct ta_reading *reading)
{
    if (ta_run_order(a, b) != 0 || strcmp(a->property, b->property) != 0 ||
        strcmp(a->unit, b->unit) != 0 || a->n != b->n || a->unchecked != b->unchecked)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (ta_reading_order(&a->reading[i], &reading[i]) != 0) return false;
    return true;
}

static enum ta_status compare(const void *data, const char *path, struct ta_error *err)
{
    const struct sorted *all = data;
    struct ta_reading_run *found = NULL;
    size_t n = 0;
    enum ta_status rc = ta_readings_load(path, &found, &n, err);
    if (rc != TA_OK) return rc;
    if (n != all->n_runs) rc = TA_FINDING;
    const struct ta_reading *next = all->reading;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (!same_run(&found[i], all->run[i], next)) rc = TA_FINDING;
        next += all->run[i]->n;
    }
    ta_reading_runs_free(found, n);
    return rc;
}

static enum ta_status seal(const struct sorted *all, const char *path,
                           struct ta_error *err)
{
    const struct ta_partition partition = {all, false, build, compare};
    ta_h5_lock();
    enum ta_status rc = ta_partition_seal(&partition, path, err);
    ta_h5_unlock();
    return rc;
}

enum ta_status ta_readings_write(const char *path, const struct ta_reading_run *runs,
                                 size_t n, struct ta_error *err)
{
    struct sorted all = {0};
    enum ta_status rc = sort_runs(runs, n, &all);
    if (rc == TA_OK) rc = sort_readings(&all);
    if (rc != TA_OK)
        (void)ta_fail(err, rc, "%s: %s", path, ta_status_text(rc));
    else if (all.n_readings == 0)
        rc = ta_fail(err, TA_E_ARG, "%s: no readings to seal", path);
    if (rc == TA_OK) rc = check_runs(&all, err);
    if (rc == TA_OK) rc = seal(&all, path, err);
    ta_free(all.reading);
    ta_free(all.run);
    return rc;
}
