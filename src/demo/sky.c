/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/sky.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"

enum { STREAM_SKY = 100, STREAM_GAIN = 90, SAMPLE_STEP = 64 };
enum {
    CODE_CLEAR = 21824,
    CODE_WATER = 21952,
    CODE_DILATED = 21826,
    CODE_CLOUD = 22280,
    CODE_SHADOW = 23888
};

static const double soft = 0.04;       /* from clear to opaque, in the field's value */
static const double bank_height = 1.0; /* lifts any field above any threshold */
static const double shadow_col = 24.0, shadow_row = 18.0; /* sun in the south-east */
static const double seen_cloud = 0.25, seen_haze = 0.02, seen_shadow = 0.30;

/** Opacity at a cell from the field and the banks that stand there on the day. */
static double bank_lift(const struct ta_sky *sky, double col, double row)
{
    double lift = 0.0;
    for (size_t i = 0; i < sky->set->n_banks; i++) {
        const struct ta_cloud_bank *bank = &sky->set->bank[i];
        ta_day from, to;
        if (ta_day_parse(bank->from, &from) != TA_OK) continue;
        if (ta_day_parse(bank->to, &to) != TA_OK) continue;
        if (sky->day < from || sky->day > to) continue;
        double e = (col * TA_SIM_CELL_M - bank->east) / bank->radius;
        double s = (row * TA_SIM_CELL_M - bank->south) / bank->radius;
        lift += bank_height * ta_field_step(1.0, 0.7, e * e + s * s);
    }
    return lift;
}

static double opacity(const struct ta_sky *sky, double col, double row)
{
    double value = ta_field_at(&sky->cloud, col, row) + bank_lift(sky, col, row);
    return ta_field_step(sky->threshold, sky->threshold + soft, value);
}

struct ta_sky_cell ta_sky_at(const struct ta_sky *sky, double col, double row)
{
    struct ta_sky_cell cell = {.cloud = opacity(sky, col, row)};
    cell.shadow = opacity(sky, col + shadow_col, row + shadow_row) * (1.0 - cell.cloud);
    return cell;
}

uint16_t ta_sky_code(const struct ta_sky_cell *cell, bool water)
{
    if (cell->cloud > seen_cloud) return CODE_CLOUD;
    if (cell->cloud > seen_haze) return CODE_DILATED;
    if (cell->shadow > seen_shadow) return CODE_SHADOW;
    return water ? CODE_WATER : CODE_CLEAR;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value that the asked share of the scene lies above, half of the soft edge included. */
static enum ta_status find_threshold(struct ta_sky *sky, double share)
{
    size_t cols = (size_t)(sky->set->cols / SAMPLE_STEP) + 1;
    size_t n = cols * ((size_t)(sky->set->rows / SAMPLE_STEP) + 1);
    double *value = ta_alloc(n, sizeof *value);
    if (value == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        value[i] = ta_field_at(&sky->cloud, (double)(i % cols) * SAMPLE_STEP,
                               (double)(i / cols) * SAMPLE_STEP);
    qsort(value, n, sizeof *value, by_value);
    size_t at = (size_t)((1.0 - share) * (double)n);
    sky->threshold = value[at < n ? at : n - 1] - 0.5 * soft;
    ta_free(value);
    return TA_OK;
}

enum ta_status ta_sky_make(const struct ta_sim_set *set, size_t look,
                           struct ta_sky *out, struct ta_error *err)
{
    *out = (struct ta_sky){.set = set};
    if (ta_day_parse(set->look[look].day, &out->day) != TA_OK)
        return ta_fail(err, TA_E_DATA, "%s: %s is no day", set->name,
                       set->look[look].day);
    const struct ta_philox random = {set->seed, STREAM_SKY + (uint64_t)out->day};
    const struct ta_philox gains = {set->seed, STREAM_GAIN};
    out->cloud = (struct ta_field){random, set->cloud_size, 5};
    out->gain = 1.0 + 0.02 * ta_field_bell(&gains, (uint64_t)out->day);
    enum ta_status rc = find_threshold(out, set->look[look].cloud);
    return rc == TA_OK ? rc : ta_fail(err, rc, "%s: out of memory", set->name);
}
