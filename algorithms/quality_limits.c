/* SPDX-License-Identifier: Apache-2.0 */
#include "quality.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "units.h"

/* An item of the table and the field that it fills. */
static const struct field {
    const char *item;
    size_t offset;
    bool seconds; /**< a time; else a value in the unit of the property */
    bool
        change; /**< a difference of two values: the offset of the unit does not apply */
} field[] = {
    {"fail_lo", offsetof(struct ta_qc_limits, gross.fail_lo), false, false},
    {"fail_hi", offsetof(struct ta_qc_limits, gross.fail_hi), false, false},
    {"suspect_lo", offsetof(struct ta_qc_limits, gross.suspect_lo), false, false},
    {"suspect_hi", offsetof(struct ta_qc_limits, gross.suspect_hi), false, false},
    {"spike_suspect", offsetof(struct ta_qc_limits, spike.suspect), false, true},
    {"spike_fail", offsetof(struct ta_qc_limits, spike.fail), false, true},
    {"rate_suspect", offsetof(struct ta_qc_limits, rate.suspect), false, true},
    {"rate_fail", offsetof(struct ta_qc_limits, rate.fail), false, true},
    {"rate_per", offsetof(struct ta_qc_limits, rate.per_s), true, false},
    {"step_within", offsetof(struct ta_qc_limits, rate.within_s), true, false},
    {"flat_suspect", offsetof(struct ta_qc_limits, flat.suspect_s), true, false},
    {"flat_fail", offsetof(struct ta_qc_limits, flat.fail_s), true, false},
    {"flat_tolerance", offsetof(struct ta_qc_limits, flat.tolerance), false, true},
    {"attenuated_suspect", offsetof(struct ta_qc_limits, attenuated.suspect), false,
     true},
    {"attenuated_fail", offsetof(struct ta_qc_limits, attenuated.fail), false, true},
    {"attenuated_window", offsetof(struct ta_qc_limits, attenuated.window_s), true,
     false},
    {"climate_zone", offsetof(struct ta_qc_limits, zone_s), true, false},
    {"floor", offsetof(struct ta_qc_limits, flat.floor), false, false},
    {"gap_suspect", offsetof(struct ta_qc_limits, gap.suspect_s), true, false},
    {"gap_fail", offsetof(struct ta_qc_limits, gap.fail_s), true, false},
};

/* The row's value in the unit wanted. */
static enum ta_status in_unit(const struct ta_row *row, const char *unit, bool change,
                              double *out)
{
    double zero = 0.0;
    enum ta_status rc = ta_unit_convert(row->value, row->unit, unit, out);
    if (rc != TA_OK || !change) return rc == TA_OK ? TA_OK : TA_E_DATA;
    rc = ta_unit_convert(0.0, row->unit, unit, &zero);
    *out -= zero;
    return rc == TA_OK ? TA_OK : TA_E_DATA;
}

/* The items of climatology end with their month: climate_suspect_hi_07. */
static const struct {
    const char *item;
    size_t offset; /* in the span of the month */
} climate[] = {
    {"climate_fail_lo", offsetof(struct ta_qc_range, fail_lo)},
    {"climate_fail_hi", offsetof(struct ta_qc_range, fail_hi)},
    {"climate_suspect_lo", offsetof(struct ta_qc_range, suspect_lo)},
    {"climate_suspect_hi", offsetof(struct ta_qc_range, suspect_hi)},
};
enum { FIELDS = sizeof field / sizeof *field, ENDS = sizeof climate / sizeof *climate };
enum { ITEM = 32 };

/* Read by neighbour.c. */
static const char *const of_neighbours[] = {"neighbour_within", "neighbour_absolute",
                                            "neighbour_relative"};

static struct field climate_field(size_t end, size_t month, char item[ITEM])
{
    (void)snprintf(item, ITEM, "%s_%02zu", climate[end].item, month + 1);
    return (struct field){item,
                          offsetof(struct ta_qc_limits, month) +
                              month * sizeof(struct ta_qc_range) + climate[end].offset,
                          false, false};
}

bool ta_qc_item_known(const char *item)
{
    char name[ITEM];
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(item, field[i].item) == 0) return true;
    for (size_t i = 0; i < sizeof of_neighbours / sizeof *of_neighbours; i++)
        if (strcmp(item, of_neighbours[i]) == 0) return true;
    for (size_t i = 0; i < (size_t)ENDS * TA_QC_MONTHS; i++)
        if (strcmp(item,
                   climate_field(i / TA_QC_MONTHS, i % TA_QC_MONTHS, name).item) == 0)
            return true;
    return false;
}

/* What the limits of one stream are found by. */
struct search {
    const struct ta_table *table;
    const struct ta_qc_stream *stream;
    ta_day day;
    struct ta_qc_limits *out;
    bool any;
};

static enum ta_status take(struct search *s, const struct field *of)
{
    const char *key[] = {s->stream->property, s->stream->setting, of->item};
    const struct ta_row *row = ta_table_row(s->table, key, s->day);
    double value;
    if (row == NULL) return TA_OK;
    const char *unit = of->seconds ? "s" : s->stream->unit;
    if (in_unit(row, unit, of->change, &value) != TA_OK) return TA_E_DATA;
    memcpy((char *)s->out + of->offset, &value, sizeof value);
    s->out->unchecked = s->out->unchecked || !row->checked;
    s->any = true;
    return TA_OK;
}

/* Half of the readings that a window should have, as of a flat line; of another one as many as tell anything. */
static size_t least_in(const struct ta_qc_limits *limits)
{
    double steps = floor(limits->attenuated.window_s / limits->flat.interval_s);
    if (!isfinite(steps)) return limits->flat.least;
    return (size_t)fmin(fmax(2.0, ceil(limits->flat.least_share * (steps + 1.0))), 1e9);
}

/* Where no row says it, what the gap test finds no fault with, and at least two intervals: then one reading may be
 * lacking. */
static double within(const struct ta_qc_limits *limits)
{
    if (!isnan(limits->rate.within_s)) return limits->rate.within_s;
    if (isnan(limits->gap.suspect_s)) return NAN;
    return fmax(limits->gap.suspect_s, 2.0 * limits->flat.interval_s);
}

enum ta_status ta_qc_limits_find(const struct ta_table_set *tables,
                                 const struct ta_qc_stream *stream, ta_day day,
                                 struct ta_qc_limits *out)
{
    struct search s = {ta_table_find(tables, "quality_limits"), stream, day, out,
                       false};
    enum ta_status rc = TA_OK;
    *out = ta_qc_limits_none();
    out->flat.interval_s = stream->interval_s;
    if (s.table == NULL) return TA_E_NOTFOUND;
    for (size_t i = 0; rc == TA_OK && i < FIELDS; i++) rc = take(&s, &field[i]);
    for (size_t i = 0; rc == TA_OK && i < (size_t)ENDS * TA_QC_MONTHS; i++) {
        char item[ITEM];
        const struct field of = climate_field(i / TA_QC_MONTHS, i % TA_QC_MONTHS, item);
        rc = take(&s, &of);
    }
    if (rc != TA_OK) return rc;
    out->attenuated.least = least_in(out);
    out->spike.within_s = out->rate.within_s = within(out);
    return s.any ? TA_OK : TA_E_NOTFOUND;
}
