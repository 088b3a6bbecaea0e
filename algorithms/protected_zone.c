/* SPDX-License-Identifier: Apache-2.0 */
/** @file protected_zone.c  Gate: does the site lie in a protected zone, as far as its position
 *  is known?
 *
 *  Each zone comes with the share of the site inside it as drawn, and with the least and the
 *  most it can be when the outlines are off by their position error. The gate fires on a zone
 *  when even the least passes the limit, passes when not even the most does, and else the
 *  position error decides: then nobody can say. */
#include <math.h>
#include <stdio.h>

#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

enum { GRADE_LAYER = 3, ZONES_SHOWN = 12 };

struct verdict {
    size_t counted, firing, undecided;
    double share, least, most; /**< of the worst zone, each by itself */
    const char *fires_on, *undecided_on;
};

static bool share_sound(double share)
{
    return isnan(share) || (share >= 0.0 && share <= 1.0);
}

static bool zones_sound(const struct ta_rows *zones)
{
    if (!ta_rows_has(zones, "class") || !ta_rows_has(zones, "overlap")) return false;
    for (size_t i = 0; i < zones->n; i++)
        if (!share_sound(ta_rows_at(zones, i, "overlap")) ||
            !share_sound(ta_rows_at(zones, i, "overlap_least")) ||
            !share_sound(ta_rows_at(zones, i, "overlap_most")))
            return false;
    return true;
}

static void count_zone(const struct ta_rows *zones, size_t i, double limit,
                       struct verdict *v)
{
    double least = ta_rows_at(zones, i, "overlap_least");
    double most = ta_rows_at(zones, i, "overlap_most");
    double share = ta_rows_at(zones, i, "overlap");
    v->counted++;
    v->share = fmax(v->share, share);
    v->least = fmax(v->least, isnan(least) ? 0.0 : least);
    v->most = fmax(v->most, isnan(most) ? 1.0 : most); /* error not known: may be all */
    if (least > limit) {
        v->firing++;
        if (v->fires_on == NULL) v->fires_on = zones->name[i];
    } else if (!(most <= limit)) {
        v->undecided++;
        if (v->undecided_on == NULL) v->undecided_on = zones->name[i];
    }
}

static struct verdict judge(const struct ta_rows *zones, double classes, double limit,
                            struct ta_result *out)
{
    struct verdict v = {.counted = 0};
    for (size_t i = 0; i < zones->n; i++) {
        double class = ta_rows_at(zones, i, "class");
        if (class > classes) continue; /* a class not known counts */
        count_zone(zones, i, limit, &v);
        if (v.counted > ZONES_SHOWN) continue;
        char name[TA_NAME_SIZE];
        (void)snprintf(name, sizeof name, "share_in_%.40s", zones->name[i]);
        ta_result_detail(out, name, 100.0 * ta_rows_at(zones, i, "overlap"), "%");
    }
    return v;
}

static void write_answer(const struct verdict *v, struct ta_result *out)
{
    out->reason = TA_OBSERVED;
    out->value = 100.0 * v->share;
    out->lo = 100.0 * fmin(v->least, v->share);
    out->hi = 100.0 * fmax(v->most, v->share);
    ta_result_detail(out, "zones_counted", (double)v->counted, "1");
    ta_result_detail(out, "zones_firing", (double)v->firing, "1");
    ta_result_detail(out, "zones_undecided", (double)v->undecided, "1");
    if (v->firing > 0) {
        out->gate = TA_GATE_FIRES;
        ta_result_why(out, "the site lies in %.80s", v->fires_on);
    } else if (v->undecided > 0) {
        out->gate = TA_GATE_NOT_EVALUATED;
        ta_result_why(out, "cannot say: the position error decides at %.80s",
                      v->undecided_on);
    } else {
        out->gate = TA_GATE_PASSES;
    }
}

/** Outside the area that a layer speaks of, no zone means nothing. */
static void write_gap(double coverage, struct ta_result *out)
{
    if (isnan(coverage))
        ta_result_missing(out, TA_LAYER_ABSENT,
                          "nobody said where the layer is complete: to find no zone "
                          "means nothing");
    else if (!(coverage > 0.0))
        ta_result_missing(out, TA_LAYER_ABSENT,
                          "the layer that was imported does not reach this site");
    else
        ta_result_missing(
            out, TA_LAYER_ABSENT, "the layer covers only %g %% of the site",
            coverage < 0.01 ? floor(1e4 * coverage) / 100.0 : floor(100.0 * coverage));
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    (void)date;
    (void)scratch;
    const struct ta_indicator *self = &ta_indicator_protected_zone;
    ta_result_clear(out);
    const struct ta_input *zones = ta_result_need(out, evidence, "zones");
    if (zones == NULL) return TA_OK;
    const struct ta_input *coverage = ta_evidence_input(evidence, "coverage");
    bool stated = coverage != NULL && coverage->reason == TA_OBSERVED;
    if (zones->rows.n > 0 && !zones_sound(&zones->rows)) return TA_E_DATA;

    double classes = ta_evidence_param(evidence, self, "classes_counted");
    double limit = ta_evidence_param(evidence, self, "smallest_share");
    struct verdict v = judge(&zones->rows, classes, limit, out);
    out->n_looks = zones->rows.n;
    if (v.firing == 0 && !(stated && coverage->number >= 1.0)) {
        write_gap(stated ? coverage->number : (double)NAN, out);
        return TA_OK;
    }
    write_answer(&v, out);
    out->grade = zones->grade > 0 ? zones->grade : GRADE_LAYER;
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input[] = {
    {"zones", TA_INPUT_ROWS, TA_FROM_LAYER, "protected_zones", "1", 0, 9, true,
     "one row per zone at or near the site; class (1 core, 2 buffer, 3 other; empty when not "
     "known), overlap, overlap_least and overlap_most: share of the site inside the zone as "
     "drawn, and its bounds under the position error (empty when that is not known)"},
    {"coverage", TA_INPUT_NUMBER, TA_FROM_LAYER, "protected_zones.coverage", "1", 0, 1, false,
     "share of the site inside the area that the layer speaks of; a zone that overlaps fires without it"},
};

static const struct ta_param_spec param[] = {
    {"classes_counted", "1", 1, 3, 1, "1 counts core zones, 2 buffers too, 3 all"},
    {"smallest_share", "1", 0, 1, 0, "share of the site up to which an overlap is ignored"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_protected_zone = {
    .id = "protected_zone",
    .unit = "%",
    .cite = "Overlap with interval: rule of this program, see the head of "
            "algorithms/protected_zone.c; zones by the layer's own source",
    .version = 3,
    .role = TA_ROLE_GATE,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_WIDER,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};
