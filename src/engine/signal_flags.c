/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/signal_flags.h"

#include <math.h>

#include "base/memory.h"
#include "engine/detection_floor.h"
#include "units.h"

static bool has_setting(const struct ta_signal_what *what)
{
    return what->stream->setting[0] != '\0';
}

/* What the instrument can report narrows the table's range. */
static void add_instrument(const struct ta_signal_what *what, struct ta_qc_range *gross)
{
    double lo = NAN, hi = NAN;
    const struct ta_datastream *stream = what->stream;
    if (ta_unit_convert(stream->range_lo, stream->unit, what->unit, &lo) != TA_OK)
        lo = NAN;
    if (ta_unit_convert(stream->range_hi, stream->unit, what->unit, &hi) != TA_OK)
        hi = NAN;
    gross->fail_lo = fmax(gross->fail_lo, lo);
    gross->fail_hi = fmin(gross->fail_hi, hi);
}

static enum ta_status find_floor(const struct ta_signal_what *what,
                                 const struct ta_series *series,
                                 struct ta_qc_limits *limits, struct ta_error *err)
{
    double stated = ta_floor_stated(what->stream, what->unit, limits);
    if (!isnan(stated)) limits->flat.floor = stated;
    if (!isnan(limits->flat.floor)) return TA_OK; /* or the table's */
    double *room = ta_alloc(2 * series->n, sizeof *room);
    if (room == NULL) return ta_fail(err, TA_E_NOMEM, "detection floor: out of memory");
    limits->flat.floor =
        ta_floor_shown(series, ta_floor_most(what->stream, what->unit, limits), room);
    ta_free(room);
    return TA_OK;
}

/* What a document leaves out switches no test off: without a setting a signal with a permitted limit is judged as
 * at a stack, another one as of ambient air or, where the table has no such rows, as at a stack. Readings are sealed
 * by their range alone then, and this is said in docs/project-file.md. */
static enum ta_status find_rows(const struct ta_table_set *tables,
                                const struct ta_signal_what *what, ta_day as_of,
                                double interval_s, struct ta_qc_limits *out)
{
    const struct ta_datastream *stream = what->stream;
    bool open = !has_setting(what) && isnan(stream->limit);
    struct ta_qc_stream key = {stream->property, stream->setting, what->unit,
                               interval_s};
    if (!has_setting(what)) key.setting = open ? "ambient" : "stack";
    enum ta_status rc = ta_qc_limits_find(tables, &key, as_of, out);
    if (rc != TA_E_NOTFOUND || !open) return rc;
    key.setting = "stack";
    return ta_qc_limits_find(tables, &key, as_of, out);
}

enum ta_status ta_signal_limits(const struct ta_table_set *tables,
                                const struct ta_signal_what *what, ta_day as_of,
                                const struct ta_series *series,
                                struct ta_qc_limits *out, struct ta_error *err)
{
    const struct ta_datastream *stream = what->stream;
    enum ta_status rc = find_rows(tables, what, as_of, series->interval_s, out);
    if (rc == TA_E_NOTFOUND)
        *out = ta_qc_limits_none(); /* no row of this property: other tests remain */
    else if (rc != TA_OK)
        return ta_fail(err, rc, "%s/%s: limits of %s are in another unit",
                       stream->device, stream->name, stream->property);
    add_instrument(what, &out->gross);
    return find_floor(what, series, out, err);
}

static bool is_bad(enum ta_flag flag)
{
    return flag == TA_FLAG_SUSPECT || flag == TA_FLAG_FAIL;
}

/* What a test finds fails also where the seal did not ask it. Good it makes nothing of a signal without a permitted
 * limit: by whose rows that would be, the document does not say. */
static enum ta_flag judged(const struct ta_signal_what *what,
                           const struct ta_qc_verdict *v, enum ta_flag sealed)
{
    enum ta_flag found = (enum ta_flag)v->flag;
    if (has_setting(what) && sealed != TA_FLAG_NOT_EVALUATED) return sealed;
    if (is_bad(found)) return found > sealed ? found : sealed;
    bool passes = found == TA_FLAG_GOOD && !what->unchecked && !has_setting(what) &&
                  !isnan(what->stream->limit);
    return passes && sealed == TA_FLAG_NOT_EVALUATED ? TA_FLAG_GOOD : sealed;
}

enum ta_flag ta_signal_flag(const struct ta_signal_what *what,
                            const struct ta_qc_verdict *verdict, enum ta_flag stretch,
                            enum ta_flag sealed)
{
    if (sealed == TA_FLAG_MISSING) return sealed;
    if (stretch == TA_FLAG_FAIL) return stretch;
    enum ta_flag flag = judged(what, verdict, sealed);
    bool at_floor = stretch == TA_FLAG_NOT_EVALUATED;
    return at_floor && flag == TA_FLAG_GOOD ? TA_FLAG_NOT_EVALUATED : flag;
}
