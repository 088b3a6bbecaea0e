/* SPDX-License-Identifier: Apache-2.0 */
/** @file observations_write.c  Rows into a new observation file. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "series/observations_private.h"
#include "series/partition.h"

enum { CHUNK_BYTES = 16 * 1024 }; /* one site's rows are few: packs are small */

/* Sorted rows on their way into a file. */
struct rows {
    const struct ta_observation **row;
    size_t n;
};

static int by_order(const void *a, const void *b)
{
    return ta_observation_order(*(const struct ta_observation *const *)a,
                                *(const struct ta_observation *const *)b);
}

static enum ta_status check_row(const struct ta_observation *row, struct ta_error *err)
{
    if (!ta_id_ok(row->project) || row->site < 1)
        return ta_fail(err, TA_E_DATA, "observation of \"%.64s\"/%d: not a site",
                       row->project, row->site);
    if (row->time == TA_TIME_NONE)
        return ta_fail(err, TA_E_DATA, "observation of %s/%d, scene %s: has no time",
                       row->project, row->site, row->scene);
    return TA_OK;
}

static enum ta_status check_rows(const struct rows *rows, struct ta_error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct ta_observation *row = rows->row[i];
        enum ta_status rc = check_row(row, err);
        if (rc != TA_OK) return rc;
        if (i == 0 || ta_observation_order(rows->row[i - 1], row) != 0) continue;
        (void)ta_fail(err, TA_E_DATA,
                      "observation of %s/%d, scene %s, layer %s: stands twice",
                      row->project, row->site, row->scene, row->layer);
        ta_error_mend(err, "merge late rows with ta_observations_merge()");
        return TA_E_DATA;
    }
    return TA_OK;
}

static enum ta_status write_number(const struct rows *rows, const struct ta_h5 *file,
                                   const struct ta_observation_number *number,
                                   char *room, struct ta_error *err)
{
    size_t size = ta_h5_element(&number->column);
    for (size_t i = 0; i < rows->n; i++)
        memcpy(room + i * size, (const char *)rows->row[i] + number->offset, size);
    return ta_h5_write(file, &number->column, rows->n, room, err);
}

static enum ta_status write_word(const struct rows *rows, const struct ta_h5 *file,
                                 const struct ta_observation_word *word, int32_t *room,
                                 struct ta_error *err)
{
    struct ta_words words = {.size = word->texts.text_size};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < rows->n; i++)
        rc =
            ta_words_index(&words, (const char *)rows->row[i] + word->offset, &room[i]);
    if (rc != TA_OK) (void)ta_fail(err, rc, "%s: %s", file->path, ta_status_text(rc));
    if (rc == TA_OK) rc = ta_h5_write(file, &word->index, rows->n, room, err);
    if (rc == TA_OK) rc = ta_words_write(file, &word->texts, &words, err);
    ta_words_free(&words);
    return rc;
}

static bool same_site(const struct ta_observation *a, const struct ta_observation *b)
{
    return a->site == b->site && strcmp(a->project, b->project) == 0;
}

/* A new text for each run of rows on one chip of one site. */
static enum ta_status write_chips(const struct rows *rows, const struct ta_h5 *file,
                                  int32_t *room, struct ta_error *err)
{
    const struct ta_observation_word *chip = &ta_observation_chip;
    struct ta_words words = {.size = chip->texts.text_size};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < rows->n; i++) {
        const struct ta_observation *row = rows->row[i];
        const struct ta_observation *before = i > 0 ? rows->row[i - 1] : NULL;
        if (before != NULL && same_site(before, row) &&
            strcmp(before->chip_sha256, row->chip_sha256) == 0)
            room[i] = room[i - 1];
        else
            rc = ta_words_add(&words, row->chip_sha256, &room[i]);
    }
    if (rc != TA_OK) (void)ta_fail(err, rc, "%s: %s", file->path, ta_status_text(rc));
    if (rc == TA_OK) rc = ta_h5_write(file, &chip->index, rows->n, room, err);
    if (rc == TA_OK) rc = ta_words_write(file, &chip->texts, &words, err);
    ta_words_free(&words);
    return rc;
}

/* The site table as columns; as long as there are sites, at most as long as there are rows. */
struct sites {
    size_t n;
    char (*project)[TA_ID_SIZE];
    int32_t *number;
    int64_t *start, *size;
};

static void list_sites(const struct rows *rows, struct sites *sites)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct ta_observation *row = rows->row[i];
        if (i > 0 && same_site(rows->row[i - 1], row)) {
            sites->size[sites->n - 1]++;
            continue;
        }
        memcpy(sites->project[sites->n], row->project, strlen(row->project) + 1);
        sites->number[sites->n] = row->site;
        sites->start[sites->n] = (int64_t)i;
        sites->size[sites->n++] = 1;
    }
}

static size_t count_sites(const struct rows *rows)
{
    size_t n = 1;
    for (size_t i = 1; i < rows->n; i++)
        n += !same_site(rows->row[i - 1], rows->row[i]);
    return n;
}

static enum ta_status write_site_columns(const struct ta_h5 *file,
                                         const struct sites *sites,
                                         struct ta_error *err)
{
    const void *const data[TA_SITE_COLUMNS] = {sites->project, sites->number,
                                               sites->start, sites->size};
    enum ta_status rc = ta_h5_dimension(file, "n_site", sites->n, err);
    for (size_t i = 0; rc == TA_OK && i < TA_SITE_COLUMNS; i++)
        rc = ta_h5_write(file, &ta_observation_site[i], sites->n, data[i], err);
    return rc;
}

static enum ta_status write_sites(const struct rows *rows, const struct ta_h5 *file,
                                  struct ta_error *err)
{
    size_t n = count_sites(rows);
    struct sites sites = {0, ta_alloc(n, TA_ID_SIZE), ta_alloc(n, sizeof(int32_t)),
                          ta_alloc(n, sizeof(int64_t)), ta_alloc(n, sizeof(int64_t))};
    enum ta_status rc = TA_E_NOMEM;
    if (sites.project != NULL && sites.number != NULL && sites.start != NULL &&
        sites.size != NULL) {
        list_sites(rows, &sites);
        rc = write_site_columns(file, &sites, err);
    } else {
        (void)ta_fail(err, rc, "%s: out of memory", file->path);
    }
    ta_free(sites.project);
    ta_free(sites.number);
    ta_free(sites.start);
    ta_free(sites.size);
    return rc;
}

static enum ta_status write_head(const struct ta_h5 *file, size_t n,
                                 struct ta_error *err)
{
    enum ta_status rc = ta_h5_say(file, "Conventions", "CF-1.9", err);
    if (rc == TA_OK) rc = ta_h5_say(file, "terrassay_form", TA_OBSERVATIONS_FORM, err);
    if (rc == TA_OK)
        rc =
            ta_h5_say(file, "title", "what scenes say of sites: zonal statistics", err);
    if (rc == TA_OK) rc = ta_h5_dimension(file, "row", n, err);
    return rc;
}

static enum ta_status write_all(const struct rows *rows, const struct ta_h5 *file,
                                void *room, struct ta_error *err)
{
    enum ta_status rc = write_head(file, rows->n, err);
    if (rc == TA_OK) rc = write_sites(rows, file, err);
    for (size_t i = 0; rc == TA_OK && i < TA_OBSERVATION_WORDS; i++)
        rc = write_word(rows, file, &ta_observation_word[i], room, err);
    if (rc == TA_OK) rc = write_word(rows, file, &ta_observation_unit, room, err);
    if (rc == TA_OK) rc = write_chips(rows, file, room, err);
    for (size_t i = 0; rc == TA_OK && i < TA_OBSERVATION_NUMBERS; i++)
        rc = write_number(rows, file, &ta_observation_number[i], room, err);
    return rc;
}

static enum ta_status build(const void *data, const char *path, struct ta_error *err)
{
    const struct rows *rows = data;
    struct ta_h5 file = {0};
    void *room = ta_alloc(rows->n, 8); /* the widest column */
    if (room == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = ta_h5_create(path, CHUNK_BYTES, &file, err);
    if (rc == TA_OK) rc = write_all(rows, &file, room, err);
    if (rc == TA_OK) rc = ta_h5_close(&file, err);
    ta_h5_drop(&file);
    ta_free(room);
    return rc;
}

static enum ta_status compare(const void *data, const char *path, struct ta_error *err)
{
    const struct rows *rows = data;
    struct ta_observation *found = NULL;
    size_t n = 0;
    enum ta_status rc = ta_observations_load(path, &found, &n, err);
    if (rc != TA_OK) return rc;
    if (n != rows->n) rc = TA_FINDING;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (!ta_observation_same(&found[i], rows->row[i])) rc = TA_FINDING;
    ta_free(found);
    return rc;
}

static enum ta_status seal(const char *path, const struct ta_observation *rows,
                           size_t n, bool loose, struct ta_error *err)
{
    if (n == 0) return ta_fail(err, TA_E_ARG, "%s: no observations to seal", path);
    struct rows all = {ta_alloc(n, sizeof *all.row), n};
    if (all.row == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    for (size_t i = 0; i < n; i++) all.row[i] = &rows[i];
    qsort(all.row, n, sizeof *all.row, by_order);

    const struct ta_partition partition = {&all, loose, build, compare};
    enum ta_status rc = check_rows(&all, err);
    if (rc == TA_OK) {
        ta_h5_lock();
        rc = ta_partition_seal(&partition, path, err);
        ta_h5_unlock();
    }
    ta_free(all.row);
    return rc;
}

enum ta_status ta_observations_write(const char *path,
                                     const struct ta_observation *rows, size_t n,
                                     struct ta_error *err)
{
    return seal(path, rows, n, false, err);
}

enum ta_status ta_observations_write_loose(const char *path,
                                           const struct ta_observation *rows, size_t n,
                                           struct ta_error *err)
{
    return seal(path, rows, n, true, err);
}
