/* SPDX-License-Identifier: Apache-2.0 */
/** @file ndvi_trend.c  Slope of the site's NDVI over the years, and whether there is any.
 *
 *  Each year is one value, so that the season does not speak: the median, over the looks of the
 *  season that ends on the date (and the same days of earlier years), of the site's mean NDVI.
 *  A look counts when enough of the site is clear. Slope after Theil and Sen, its interval after
 *  Sen, test after Mann and Kendall. Sites of which a year has no value may have gone either way
 *  by `unseen_slope`: by their share of the area they widen the interval. */
#include <math.h>
#include <stdint.h>

#include "indicator_result.h"
#include "indicators.h"
#include "look_mix.h"
#include "panel.h"
#include "season.h"
#include "series_order.h"
#include "series_trend.h"

enum { YEARS_MOST = 40 };

static const double ndvi_limit = 2.0; /* beyond it is no NDVI */
static const double confidence = 0.90;

/* More of the sites unseen, and what grows there is not known. */
static const double bare_unseen_most = 0.01;

struct rule {
    struct ta_season season;
    double min_clear, unseen_slope, bare_below;
    size_t years, min_years, min_looks;
};

/** One value a year, oldest first. */
struct years {
    size_t n, looks;
    double unseen;           /**< largest share of the sites' area without a value */
    double time[YEARS_MOST]; /**< years before the date, below or equal 0 */
    double value[YEARS_MOST];
};

/** Memory of one evaluation. */
struct memory {
    double *clear;  /**< [n_panels] clear area summed over looks (m2) */
    double *mean;   /**< [most looks] of one season */
    double *trend;  /**< scratch of Theil and Sen */
    bool *left_out; /**< [n_panels] */
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *ndvi = ta_evidence_input(evidence, "ndvi");
    if (ndvi == NULL || ndvi->reason != TA_OBSERVED) return 0;
    const struct ta_stack *stack = &ndvi->stack;
    size_t doubles =
        stack->n_panels + ta_stack_most_looks(stack) + ta_theil_sen_scratch(YEARS_MOST);
    return doubles * sizeof(double) + stack->n_panels * sizeof(bool);
}

static struct memory memory_lay(const struct ta_stack *stack, void *scratch)
{
    struct memory m = {.clear = scratch};
    m.mean = m.clear + stack->n_panels;
    m.trend = m.mean + ta_stack_most_looks(stack);
    m.left_out = (bool *)(m.trend + ta_theil_sen_scratch(YEARS_MOST));
    return m;
}

static struct rule rule_of(const struct ta_evidence *e, ta_day date)
{
    const struct ta_indicator *self = &ta_indicator_ndvi_trend;
    return (struct rule){
        .season = {date, ta_evidence_param(e, self, "season_half_width_days")},
        .min_clear = ta_evidence_param(e, self, "min_clear_share"),
        .unseen_slope = ta_evidence_param(e, self, "unseen_slope"),
        .bare_below = ta_evidence_param(e, self, "bare_below"),
        .years = (size_t)ta_evidence_param(e, self, "years"),
        .min_years = (size_t)ta_evidence_param(e, self, "min_years"),
        .min_looks = (size_t)ta_evidence_param(e, self, "min_looks")};
}

/** Mean NDVI of a look over the site's clear cells, and the clear share of the panel. */
static double look_mean(const struct ta_panel *panel, size_t look, double *clear_share)
{
    const double *value = panel->value + look * panel->n_cells;
    double sum = 0.0, clear = 0.0, all = 0.0;
    for (size_t c = 0; c < panel->n_cells; c++) {
        all += panel->fraction[c];
        if (!(fabs(value[c]) <= ndvi_limit)) continue;
        sum += panel->fraction[c] * value[c];
        clear += panel->fraction[c];
    }
    *clear_share = all > 0.0 ? clear / all : 0.0;
    return sum / clear;
}

static double panel_area(const struct ta_panel *panel)
{
    double area = 0.0;
    for (size_t c = 0; c < panel->n_cells; c++)
        area += panel->fraction[c] * panel->cell_area_m2;
    return area;
}

/** Median of the panel's clear looks in season @p number; NaN when they are too few. */
static double panel_year(const struct rule *rule, const struct ta_panel *panel,
                         unsigned number, double *mean, size_t *looks)
{
    size_t n = 0;
    for (size_t i = 0; i < panel->n_looks; i++) {
        unsigned season = 0;
        double share = 0.0;
        if (!ta_season_number(&rule->season, panel->day[i], &season)) continue;
        if (season != number) continue;
        double value = look_mean(panel, i, &share);
        if (share >= rule->min_clear && share > 0.0) mean[n++] = value;
    }
    if (n < rule->min_looks) return NAN;
    *looks += n;
    return ta_series_median(n, mean);
}

/** Area-weighted over the sites; NaN when those with a value are too small a part of all. */
static double stack_year(const struct rule *rule, const struct ta_stack *stack,
                         const struct memory *m, unsigned number, struct years *years)
{
    double sum = 0.0, seen = 0.0, all = 0.0;
    size_t used = 0;
    for (size_t p = 0; p < stack->n_panels; p++) {
        if (m->left_out[p]) continue;
        double area = panel_area(&stack->panel[p]);
        double value = panel_year(rule, &stack->panel[p], number, m->mean, &used);
        all += area;
        if (isnan(value)) continue;
        sum += area * value;
        seen += area;
    }
    all = fmax(all, stack->site_area_m2); /* sites that no look shows have no panel */
    if (!(seen > 0.0) || seen < rule->min_clear * all) return NAN;
    years->looks += used;
    years->unseen = fmax(years->unseen, 1.0 - seen / all);
    return sum / seen;
}

/** A look that makes its year's value. */
static bool is_counted(const void *context, const struct ta_panel *panel, size_t i)
{
    const struct rule *rule = context;
    unsigned season = 0;
    double share = 0.0;
    if (!ta_season_number(&rule->season, panel->day[i], &season)) return false;
    if (season >= rule->years) return false;
    (void)look_mean(panel, i, &share);
    return share >= rule->min_clear && share > 0.0;
}

/** Scenes of the seasons, clear or not: nothing fetched and nothing clear are two things. */
static void tell_scenes(const struct rule *rule, const struct ta_stack *stack,
                        struct ta_result *out)
{
    size_t n = 0, clear = 0;
    double clearest = 0.0;
    for (size_t p = 0; p < stack->n_panels; p++) {
        const struct ta_panel *panel = &stack->panel[p];
        for (size_t i = 0; i < panel->n_looks; i++) {
            unsigned season = 0;
            if (!ta_season_number(&rule->season, panel->day[i], &season) ||
                season >= rule->years || ta_stack_day_met(stack, p, i))
                continue;
            double share = ta_stack_clear_share(stack, panel->day[i], ndvi_limit);
            clearest = fmax(clearest, share);
            if (share >= rule->min_clear && share > 0.0) clear++;
            n++;
        }
    }
    ta_result_detail(out, "scenes_seasons", (double)n, "1");
    ta_result_detail(out, "looks_seasons", (double)clear, "1");
    if (n > 0) ta_result_detail(out, "clearest_seasons", 100.0 * clearest, "%");
}

static struct ta_look_mix mix_of(const struct rule *rule, const struct ta_stack *stack,
                                 const struct memory *m)
{
    struct ta_look_mix mix = {.n_sensors = 0};
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!m->left_out[p]) ta_look_mix_add(&mix, &stack->panel[p], is_counted, rule);
    return mix;
}

static struct years years_of(const struct rule *rule, const struct ta_stack *stack,
                             const struct memory *m)
{
    struct years out = {.n = 0};
    for (size_t k = rule->years; k-- > 0;) {
        double value = stack_year(rule, stack, m, (unsigned)k, &out);
        if (isnan(value)) continue;
        out.time[out.n] = -(double)k;
        out.value[out.n++] = value;
    }
    return out;
}

/** Of a site on two grids, keep the one with more clear area over all looks. */
static void keep_best(const struct ta_stack *stack, const struct memory *m)
{
    for (size_t p = 0; p < stack->n_panels; p++) {
        double area = panel_area(&stack->panel[p]), share = 0.0;
        m->clear[p] = 0.0;
        for (size_t i = 0; i < stack->panel[p].n_looks; i++) {
            (void)look_mean(&stack->panel[p], i, &share);
            m->clear[p] += share * area;
        }
    }
    ta_stack_keep_best(stack, m->clear, m->left_out);
}

/** Imagery: 2 from twice the fewest years, 3 from one and a half times, else 4. */
static int grade_of(const struct rule *rule, size_t years)
{
    if (years >= 2 * rule->min_years) return 2;
    return 2 * years >= 3 * rule->min_years ? 3 : 4;
}

static enum ta_status write_value(const struct rule *rule, const struct years *y,
                                  const struct memory *m, struct ta_result *out)
{
    struct ta_mann_kendall kendall;
    struct ta_theil_sen sen;
    ta_mann_kendall(y->n, y->value, m->trend, &kendall);
    enum ta_status rc =
        ta_theil_sen(y->n, y->time, y->value, confidence, m->trend, &sen);
    if (rc != TA_OK) return rc;

    out->reason = TA_OBSERVED;
    out->value = sen.slope;
    double seen = 1.0 - y->unseen, may_be = y->unseen * rule->unseen_slope;
    out->lo = seen * sen.lo - may_be;
    out->hi = seen * sen.hi + may_be;
    ta_result_unseen(out, y->unseen);
    out->grade = grade_of(rule, y->n);
    ta_result_detail(out, "p_value", kendall.p, "1");
    ta_result_detail(out, "tau", kendall.tau, "1");
    ta_result_detail(out, "ndvi_first", y->value[0], "1");
    ta_result_detail(out, "ndvi_last", y->value[y->n - 1], "1");
    ta_result_detail(out, "change_by_slope",
                     sen.slope * (y->time[y->n - 1] - y->time[0]), "1");
    if (kendall.p > 1.0 - confidence)
        ta_result_why(out, "no trend shown: p = %.2f", kendall.p);
    return TA_OK;
}

/** Bare ground that stays bare has no trend, and must not be praised for it. */
static double greenest(const struct years *years)
{
    double most = -INFINITY;
    for (size_t i = 0; i < years->n; i++) most = fmax(most, years->value[i]);
    return most;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    ta_result_clear(out);
    const struct ta_input *ndvi = ta_result_need(out, evidence, "ndvi");
    if (ndvi == NULL) return TA_OK;
    const struct ta_stack *stack = &ndvi->stack;
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!ta_panel_sound(&stack->panel[p])) return TA_E_DATA;

    struct rule rule = rule_of(evidence, date);
    struct memory m = memory_lay(stack, scratch);
    keep_best(stack, &m);
    struct years years = years_of(&rule, stack, &m);
    out->n_looks = years.looks;
    ta_result_detail(out, "years", (double)years.n, "1");
    tell_scenes(&rule, stack, out);
    if (years.n < rule.min_years) {
        ta_result_missing(
            out, TA_NO_CLEAR_LOOK,
            "%zu of the last %zu years have at least %zu looks in the season that are "
            "%.0f %% clear, %zu needed",
            years.n, rule.years, rule.min_looks, 100.0 * rule.min_clear,
            rule.min_years);
        return TA_OK;
    }
    if (years.unseen <= bare_unseen_most && greenest(&years) < rule.bare_below) {
        ta_result_missing(out, TA_NOT_APPLICABLE,
                          "no vegetation: NDVI of the site below %.2f in every year",
                          rule.bare_below);
        return TA_OK;
    }
    enum ta_status rc = write_value(&rule, &years, &m, out);
    out->grade = ta_grade_poorer(out->grade, ndvi->grade);
    struct ta_look_mix mix = mix_of(&rule, stack, &m);
    ta_look_mix_tell(&mix, out);
    return rc;
}

/* clang-format off */
static const struct ta_input_spec input[] = {
    {"ndvi", TA_INPUT_STACK, TA_FROM_IMAGERY, "ndvi", "1", -2, 2, true,
     "NDVI of each clear look at each site, one panel per site and grid"},
};

static const struct ta_param_spec param[] = {
    {"season_half_width_days", "day", 1, 182, 45, "half the length of the season that ends on the date"},
    {"years", "1", 3, YEARS_MOST, 15, "newest years that are looked at"},
    {"min_years", "1", 3, YEARS_MOST, 6, "fewest years with a value"},
    {"min_looks", "1", 1, 50, 2, "fewest clear looks of a year"},
    {"min_clear_share", "1", 0, 1, 0.60, "smallest clear share of the site in a look that counts"},
    {"bare_below", "1", -1, 1, 0.20, "yearly NDVI of the site below which, in every year, nothing grows there"},
    {"adjust_bands", "1", 0, 1, 0, "1: bands of other sensors as Landsat 8 sees them, after the table band_adjustments"},
    {"unseen_slope", "year-1", 0, 1, 0.20, "slope that sites without a value may have had, either way"},
};
/* clang-format on */

/* Read where chips become values, for adjust_bands. */
static const char *const table[] = {"band_adjustments"};

const struct ta_indicator ta_indicator_ndvi_trend = {
    .id = "ndvi_trend",
    .unit = "year-1",
    .cite = "Slope and interval: Sen 1968, JASA 63, 1379-1389; test: Mann 1945 and "
            "Kendall 1975; "
            "one value a year: rule of this program, see the head of "
            "algorithms/ndvi_trend.c",
    .version = 7,
    .role = TA_ROLE_SCORED,
    .direction = TA_LOWER_IS_WORSE,
    .interval = TA_INTERVAL_WIDER,
    .lo = -4.0,
    .hi = 4.0,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof table / sizeof *table,
    .table = table,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};
