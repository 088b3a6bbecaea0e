/* SPDX-License-Identifier: Apache-2.0 */
#include "series/observations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "series/observations_private.h"

#define ROW(member) offsetof(struct ta_observation, member)
#define WORD(member, size, said)                                                       \
    {                                                                                  \
        {#member "_index", "row", TA_H5_I32, .long_name = "index into " #member},      \
            {#member, "n_" #member, TA_H5_TEXT, .text_size = size, .long_name = said}, \
            ROW(member)                                                                \
    }

static const char *const of_time[] = {"standard_name", "time", "calendar", "standard",
                                      NULL};
/* A file has many layers, and no one unit would be true of a column. */
static const char *const of_layer[] = {
    "comment", "in the unit that unit(n_unit) gives the row by unit_index",
    "ancillary_variables", "unit_index", NULL};
static const char *const of_squares[] = {
    "comment",
    "in the square of the unit that unit(n_unit) gives the row by unit_index",
    "ancillary_variables", "unit_index", NULL};
static const char *const of_rows[] = {"sample_dimension", "row", NULL};
static const unsigned char yes_no[] = {0, 1};

/* clang-format off */
const struct ta_observation_number ta_observation_number[TA_OBSERVATION_NUMBERS] = {
    {{"time", "row", TA_H5_I64, .long_name = "start of acquisition",
      .units = "microseconds since 1970-01-01T00:00:00Z", .more = of_time}, ROW(time)},
    {{"inside", "row", TA_H5_F64, .long_name = "share of the site inside the raster", .units = "1"}, ROW(inside)},
    {{"clear_fraction", "row", TA_H5_F64, .long_name = "share of the site that is clear", .units = "1"}, ROW(clear_fraction)},
    {{"cloud_fraction", "row", TA_H5_F64, .long_name = "share of the site under cloud", .units = "1"}, ROW(cloud_fraction)},
    {{"shadow_fraction", "row", TA_H5_F64, .long_name = "share of the site in cloud shadow", .units = "1"}, ROW(shadow_fraction)},
    {{"snow_fraction", "row", TA_H5_F64, .long_name = "share of the site under snow", .units = "1"}, ROW(snow_fraction)},
    {{"count", "row", TA_H5_F64, .long_name = "clear cells, sum of their coverage fractions", .units = "1"}, ROW(stats.count)},
    {{"sum", "row", TA_H5_F64, .long_name = "sum of fraction times value over clear cells", .more = of_layer}, ROW(stats.sum)},
    {{"mean", "row", TA_H5_F64, .long_name = "weighted mean over clear cells", .more = of_layer}, ROW(stats.mean)},
    {{"variance", "row", TA_H5_F64, .long_name = "weighted population variance over clear cells",
      .more = of_squares}, ROW(stats.variance)},
    {{"min", "row", TA_H5_F64, .long_name = "least value of a clear cell", .more = of_layer}, ROW(stats.min)},
    {{"max", "row", TA_H5_F64, .long_name = "greatest value of a clear cell", .more = of_layer}, ROW(stats.max)},
    {{"cell_area_m2", "row", TA_H5_F64, .long_name = "ground area of one cell", .units = "m2"}, ROW(cell_area_m2)},
    {{"simulated", "row", TA_H5_U8, .long_name = "made up, not seen", .n_flags = 2,
      .flag_values = yes_no, .flag_meanings = "real simulated"}, ROW(simulated)},
};

const struct ta_observation_word ta_observation_word[TA_OBSERVATION_WORDS] = {
    WORD(scene, TA_SCENE_SIZE, "collection and item of the scene"),
    WORD(processing, TA_NAME_SIZE, "processing version of the scene"),
    WORD(layer, TA_NAME_SIZE, "band or index"),
    WORD(mask, TA_NAME_SIZE, "mask policy that was applied"),
    WORD(tile, TA_NAME_SIZE, "tile of the scene"),
    WORD(offset_by, TA_NAME_SIZE, "who says which offset applies"),
};

const struct ta_observation_word ta_observation_unit =
    WORD(unit, TA_UNIT_SIZE, "unit of sum, mean, min and max of a row, in UDUNITS spelling");

const struct ta_observation_word ta_observation_chip =
    WORD(chip_sha256, TA_HEX_SIZE, "SHA-256 of the chip the row rests on");

const struct ta_h5_column ta_observation_site[TA_SITE_COLUMNS] = {
    [TA_SITE_PROJECT] = {"project", "n_site", TA_H5_TEXT, .text_size = TA_ID_SIZE, .long_name = "project id"},
    [TA_SITE_NUMBER] = {"site", "n_site", TA_H5_I32, .long_name = "number of the site in its project"},
    [TA_SITE_START] = {"row_start", "n_site", TA_H5_I64, .long_name = "first row of the site"},
    [TA_SITE_SIZE] = {"row_size", "n_site", TA_H5_I64, .long_name = "number of rows of the site", .more = of_rows},
};
/* clang-format on */

int ta_observation_order(const struct ta_observation *a, const struct ta_observation *b)
{
    int order = strcmp(a->project, b->project);
    if (order == 0) order = (a->site > b->site) - (a->site < b->site);
    if (order == 0) order = (a->time > b->time) - (a->time < b->time);
    if (order == 0) order = strcmp(a->scene, b->scene);
    if (order == 0) order = strcmp(a->processing, b->processing);
    if (order == 0) order = strcmp(a->layer, b->layer);
    if (order == 0) order = strcmp(a->mask, b->mask);
    return order;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_numbers(const struct ta_observation *a, const struct ta_observation *b)
{
    for (size_t i = 0; i < TA_OBSERVATION_NUMBERS; i++) {
        double x, y;
        if (ta_observation_number[i].column.type != TA_H5_F64) continue;
        memcpy(&x, (const char *)a + ta_observation_number[i].offset, sizeof x);
        memcpy(&y, (const char *)b + ta_observation_number[i].offset, sizeof y);
        if (!same_number(x, y)) return false;
    }
    return true;
}

bool ta_observation_same(const struct ta_observation *a, const struct ta_observation *b)
{
    return ta_observation_order(a, b) == 0 && strcmp(a->tile, b->tile) == 0 &&
           strcmp(a->chip_sha256, b->chip_sha256) == 0 &&
           strcmp(a->offset_by, b->offset_by) == 0 && strcmp(a->unit, b->unit) == 0 &&
           a->simulated == b->simulated && same_numbers(a, b);
}

static int by_order(const void *a, const void *b)
{
    const struct ta_observation *left = *(const struct ta_observation *const *)a;
    const struct ta_observation *right = *(const struct ta_observation *const *)b;
    return ta_observation_order(left, right);
}

/* Sorted pointers to rows; the caller's (ta_free). */
static const struct ta_observation **sorted(const struct ta_observation *rows, size_t n)
{
    const struct ta_observation **row = ta_alloc(n, sizeof *row);
    for (size_t i = 0; row != NULL && i < n; i++) row[i] = &rows[i];
    if (row != NULL && n > 1) qsort(row, n, sizeof *row, by_order);
    return row;
}

static size_t merge(const struct ta_observation **old, size_t n_old,
                    const struct ta_observation **late, size_t n_late,
                    struct ta_observation *out)
{
    size_t i = 0, k = 0, n = 0;
    while (i < n_old || k < n_late) {
        int order = i == n_old    ? 1
                    : k == n_late ? -1
                                  : ta_observation_order(old[i], late[k]);
        out[n++] = order < 0 ? *old[i] : *late[k];
        if (order <= 0) i++;
        if (order >= 0) k++;
    }
    return n;
}

enum ta_status ta_observations_merge(const struct ta_observation *old, size_t n_old,
                                     const struct ta_observation *late, size_t n_late,
                                     struct ta_observation **out, size_t *n)
{
    const struct ta_observation **first = sorted(old, n_old);
    const struct ta_observation **second = sorted(late, n_late);
    struct ta_observation *merged = NULL;
    if (n_old <= SIZE_MAX - n_late) merged = ta_alloc(n_old + n_late, sizeof *merged);
    enum ta_status rc =
        first == NULL || second == NULL || merged == NULL ? TA_E_NOMEM : TA_OK;
    if (rc == TA_OK) {
        *n = merge(first, n_old, second, n_late, merged);
        *out = merged;
        merged = NULL;
    }
    ta_free(merged);
    ta_free(second);
    ta_free(first);
    return rc;
}
