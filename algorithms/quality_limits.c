/* SPDX-License-Identifier: Apache-2.0 */
#include "quality.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "units.h"

/* An item of the table and the field that it fills. */
static const struct {
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
    {"flat_suspect", offsetof(struct ta_qc_limits, flat.suspect_s), true, false},
    {"flat_fail", offsetof(struct ta_qc_limits, flat.fail_s), true, false},
    {"flat_tolerance", offsetof(struct ta_qc_limits, flat.tolerance), false, true},
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

enum ta_status ta_qc_limits_find(const struct ta_table_set *tables,
                                 const struct ta_qc_stream *stream, ta_day day,
                                 struct ta_qc_limits *out)
{
    const struct ta_table *table = ta_table_find(tables, "quality_limits");
    bool any = false;
    *out = ta_qc_limits_none();
    out->flat.interval_s = stream->interval_s;
    for (size_t i = 0; table != NULL && i < sizeof field / sizeof *field; i++) {
        const char *key[] = {stream->property, stream->setting, field[i].item};
        const struct ta_row *row = ta_table_row(table, key, day);
        double value;
        if (row == NULL) continue;
        const char *unit = field[i].seconds ? "s" : stream->unit;
        if (in_unit(row, unit, field[i].change, &value) != TA_OK) return TA_E_DATA;
        memcpy((char *)out + field[i].offset, &value, sizeof value);
        out->unchecked = out->unchecked || !row->checked;
        any = true;
    }
    return any ? TA_OK : TA_E_NOTFOUND;
}
