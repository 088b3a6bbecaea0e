/* SPDX-License-Identifier: Apache-2.0 */
/** @file flood_expected_loss.c  What floods destroy on the site in an average year.
 *
 *  Depth by return period -> share of the value by the JRC's curve of the sector and region -> mean
 *  over the years. The tail beyond the rarest period, the axis between periods and the standard of
 *  protection are parameters, shown with the value; the interval holds the curve's spread, P5 to
 *  P95 of every depth at once. On request, beside it, the chance in a year of damage between shares:
 *  each stretch between two periods at its middle depth, damage there by a beta distribution. */
#include <math.h>
#include <stdio.h>

#include "hazard_curve.h"
#include "hazard_damage.h"
#include "hazard_loss.h"
#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

enum { GRADE_GRID = 3, GRADE_FALLBACK = 4 };
enum { SECTORS = 6, REGIONS = 7 };
enum { MEAN, LEAST, MOST }; /* losses: at the mean and at both ends of the spread */
static const double z_95 = 1.6448536269514722, reference_period = 100.0;

static const char *const sectors[] = {NULL,         "residential", "commercial",
                                      "industrial", "transport",   "roads",
                                      "agriculture"};
static const char *const regions[] = {
    NULL,   "europe", "north_america", "south_america",
    "asia", "africa", "oceania",       "global"};

static double percent(double share)
{
    return 100.0 * share;
}

static void fill(const struct ta_rows *rows, const struct ta_damage_curve *curve,
                 struct ta_hazard_curve *c)
{
    for (size_t i = 0; i < c->n; i++) {
        double depth = ta_rows_at(rows, i, "depth");
        double mean = ta_damage_at(curve, depth);
        double spread = ta_damage_spread_at(curve, depth);
        if (isnan(spread)) spread = 0.0;
        c->loss[MEAN][i] = mean;
        c->loss[LEAST][i] = fmax(0.0, mean - z_95 * spread);
        c->loss[MOST][i] = fmin(1.0, mean + z_95 * spread);
        /* a spread that narrows with depth is no reason for less damage in deeper water */
        if (i == 0) continue;
        c->loss[LEAST][i] = fmax(c->loss[LEAST][i], c->loss[LEAST][i - 1]);
        c->loss[MOST][i] = fmax(c->loss[MOST][i], c->loss[MOST][i - 1]);
    }
}

static struct ta_loss_rule rule_of(const struct ta_evidence *e)
{
    const struct ta_indicator *self = &ta_indicator_flood_expected_loss;
    return (struct ta_loss_rule){
        .tail = ta_evidence_param(e, self, "tail") >= 0.5 ? TA_TAIL_LAST_LOSS
                                                          : TA_TAIL_NONE,
        .axis = ta_loss_axis_of(ta_evidence_param(e, self, "axis")),
        .protection = ta_hazard_protection(e, self),
    };
}

static void write_value(const struct ta_evidence *e, const struct ta_hazard_curve *c,
                        const struct ta_damage_curve *curve, struct ta_result *out)
{
    struct ta_loss_rule rule = rule_of(e);
    const struct ta_input *value = ta_evidence_input(e, "exposed_value");
    out->reason = TA_OBSERVED;
    out->value = percent(ta_hazard_curve_expected(c, MEAN, &rule));
    out->lo = percent(ta_hazard_curve_expected(c, LEAST, &rule));
    out->hi = percent(ta_hazard_curve_expected(c, MOST, &rule));
    out->grade = curve->fell_back ? GRADE_FALLBACK : GRADE_GRID;
    out->unchecked = curve->unchecked;
    ta_result_detail(out, "loss_in_100_years",
                     percent(ta_hazard_curve_at(c, MEAN, reference_period, &rule)),
                     "%");
    ta_hazard_curve_details(c, MEAN, out);
    if (rule.protection > 0.0)
        ta_result_detail(out, "protection", rule.protection, "year");
    if (value != NULL && value->reason == TA_OBSERVED)
        ta_result_detail(out, "expected_loss", value->number * out->value / 100.0,
                         "CNY/year");
    ta_hazard_say(e, c, MEAN, &rule, out);
    if (curve->fell_back) ta_result_why_also(out, "no curve of the region: global");
}

/* Edges of the shares destroyed, %, between which chances are told. */
static const double edge_percent[] = {0, 1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
enum { BINS = sizeof edge_percent / sizeof *edge_percent - 1 };

static void add_chances(const struct ta_damage_curve *curve, double depth,
                        double chance, double *sum)
{
    double edge[BINS + 1], share[BINS], spread = ta_damage_spread_at(curve, depth);
    for (size_t k = 0; k <= BINS; k++) edge[k] = edge_percent[k] / 100.0;
    ta_damage_chances(ta_damage_at(curve, depth), isnan(spread) ? 0.0 : spread, BINS,
                      edge, share);
    for (size_t k = 0; k < BINS; k++) sum[k] += chance * share[k];
}

/* Maps: what is rarer than one period and not than the next. */
static void add_stretches(const struct ta_rows *rows, const struct ta_hazard_curve *c,
                          const struct ta_damage_curve *curve,
                          const struct ta_loss_rule *rule, double *sum)
{
    double guarded = rule->protection > 0.0 ? rule->protection : 0.0;
    for (size_t i = 0; i + 1 < c->n; i++) {
        double from = c->period[i], to = c->period[i + 1];
        double low = ta_rows_at(rows, i, "depth"),
               high = ta_rows_at(rows, i + 1, "depth");
        if (to <= guarded) continue;
        if (from < guarded) {
            low += (high - low) * (guarded - from) / (to - from);
            from = guarded;
        }
        add_chances(curve, 0.5 * (low + high), 1.0 / from - 1.0 / to, sum);
    }
    if (rule->tail == TA_TAIL_LAST_LOSS)
        add_chances(curve, ta_rows_at(rows, c->n - 1, "depth"),
                    1.0 / fmax(c->period[c->n - 1], guarded), sum);
}

static void write_chances(const struct ta_rows *rows, const struct ta_hazard_curve *c,
                          const struct ta_damage_curve *curve,
                          const struct ta_loss_rule *rule, struct ta_result *out)
{
    double sum[BINS] = {0};
    if (!c->events) add_stretches(rows, c, curve, rule, sum);
    for (size_t i = 0; c->events && i < c->n; i++)
        if (!(c->period[i] < rule->protection))
            add_chances(curve, ta_rows_at(rows, i, "depth"), c->frequency[i], sum);
    for (size_t k = 0; k < BINS; k++) {
        char name[TA_NAME_SIZE];
        (void)snprintf(name, sizeof name, "chance_of_%g-%g", edge_percent[k],
                       edge_percent[k + 1]);
        ta_result_detail(out, name, percent(fmin(sum[k], 1.0)), "%/year");
    }
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_flood_expected_loss;
    struct ta_damage_curve curve;
    struct ta_hazard_curve shares;
    ta_result_clear(out);
    const struct ta_input *depths = ta_result_need(out, evidence, "depths");
    if (depths == NULL) return TA_OK;
    size_t sector = ta_hazard_choice(evidence, self, "sector", SECTORS);
    size_t region = ta_hazard_choice(evidence, self, "region", REGIONS);
    if (sector == 0 || region == 0 ||
        ta_damage_curve_find(tables, sectors[sector], regions[region], date, &curve) !=
            TA_OK) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no damage curve in force: %s",
                          sector == 0 || region == 0 ? "no such number"
                                                     : sectors[sector]);
        return TA_OK;
    }
    ta_hazard_curve_start(&shares, &depths->rows, scratch);
    fill(&depths->rows, &curve, &shares);
    struct ta_loss_rule rule = rule_of(evidence);
    if (isnan(ta_hazard_curve_expected(&shares, MEAN, &rule))) return TA_E_DATA;
    out->n_looks = shares.n;
    write_value(evidence, &shares, &curve, out);
    if (ta_evidence_param(evidence, self, "chances") >= 0.5)
        write_chances(&depths->rows, &shares, &curve, &rule, out);
    return TA_OK;
}

static size_t scratch_size(const struct ta_evidence *evidence)
{
    return ta_hazard_curve_bytes(evidence, "depths");
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"depths", TA_INPUT_ROWS, TA_FROM_LAYER, "flood_depths", "1", 0, 1e6, true,
     "one row per return period: period (years), depth (m) of water on the site, 0 when dry; or one per event, by "
     "ascending depth: its own frequency (1/year) too, and the period of as much or more"},
    {"protection", TA_INPUT_NUMBER, TA_FROM_LAYER, "flood_depths.protection", "year", 0, 100000, false,
     "period up to which the ground is protected, where the layer says it; else the parameter"},
    {"scenario", TA_INPUT_TEXT, TA_FROM_LAYER, "flood_depths.scenario", "1", 0, 0, false,
     "scenario and year that the depths are of"},
    {"own_sector", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.flood_curve_sector", "1", 1, 6, false,
     "the project's own curve, by the numbers of the parameter; else the parameter"},
    {"own_region", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.flood_curve_region", "1", 1, 7, false,
     "the project's own region, by the numbers of the parameter; else the parameter"},
    {"exposed_value", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.exposed_value", "CNY", 0, 1e15, false,
     "value of what stands on the site"},
};

static const struct ta_param_spec param[] = {
    {"sector", "1", 1, 6, 3, "1 residential, 2 commercial, 3 industrial, 4 transport, 5 roads, 6 agriculture"},
    {"region", "1", 1, 7, 4, "1 Europe, 2 North America, 3 Central and South America, 4 Asia, 5 Africa, 6 Oceania, 7 global"},
    {"tail", "1", 0, 1, 1, "1: the last loss for all that is rarer; 0: nothing"},
    {"axis", "1", 1, 3, 1, "between periods: 1 linear in the period, 2 in its logarithm, 3 in 1/period"},
    {"chances", "1", 0, 1, 0, "1: beside it the chance in a year of damage between shares, by the curve's spread"},
    {"protection_years", "year", 0, 10000, 0, "period up to which the site is protected"},
};
/* clang-format on */

static const char *const tables_read[] = {"flood_depth_damage"};

const struct ta_indicator ta_indicator_flood_expected_loss = {
    .id = "flood_expected_loss",
    .unit = "%/year",
    .cite =
        "Depth-damage: Huizinga, de Moel, Szewczyk 2017, JRC105688; mean of a year by "
        "trapezoids over exceedance probability, see algorithms/hazard_loss.h",
    .version = 3,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_ERROR,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};
