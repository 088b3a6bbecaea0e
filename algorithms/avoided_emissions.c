/* SPDX-License-Identifier: Apache-2.0 */
/** @file avoided_emissions.c  What a plant of renewable power keeps others from emitting, against a
 *  named baseline, and no more than what is seen of it.
 *
 *      avoided    = generation x factor of the grid's baseline
 *      generation = as stated for a year, else capacity x full-load hours
 *      capacity   = as stated built, of the plan at most; where the site was looked at, at most the
 *                   share of the plan that is seen built over (build_gap.c)
 *
 *  Generation of a year is judged by the factors in force on the last day of its period, however late the
 *  record; where none is stated, or no generation, by those of the date.
 *
 *  The factor decides more than anything else, so all of them stand beside the value and the
 *  interval spans them: the mean of the region's grid, the national mean, and the fossil mix, which
 *  flatters. Without a look at the site the lower end is 0, for nothing may stand there. The plant's
 *  own emissions are no part of this; nothing is netted (PCAF Part A, 2nd edition 2022, 5.3:
 *  avoided emissions are reported apart, from expected output at P50). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "built_over.h"
#include "carbon.h"
#include "indicators.h"
#include "rows.h"
#include "units.h"

enum { GRADE_DECLARED = 5, GRADE_HOURS_ASSUMED = 4 };

enum baseline { REGION_MEAN = 1, NATIONAL_MEAN, FOSSIL_MIX, BASELINES = FOSSIL_MIX };
static const char *const baseline_name[BASELINES + 1] = {NULL, "region", "national",
                                                         "fossil"};

/** Factors in tCO2/MWh; NaN where none is in force. */
struct factors {
    double of[BASELINES + 1];
    const char *region; /**< NULL when the plant's grid is not known */
    enum baseline chosen;
    bool unchecked, broken;
};

/** How much stands, as a share of the plan. */
struct standing {
    double planned;           /**< MW */
    double claimed;           /**< share, 0 to 1 */
    double least, most, best; /**< share taken */
    bool seen;
    int grade;
    struct ta_look_mix mix; /**< of the looks behind `seen` */
};

/** MWh a year of the whole claim. */
struct output {
    double of_claim;
    bool stated;
    int grade;
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *input = ta_evidence_input(evidence, "ndbi");
    if (input == NULL || input->reason != TA_OBSERVED) return 0;
    return ta_built_size(&input->stack);
}

static const struct ta_input *found(const struct ta_evidence *e, const char *name)
{
    const struct ta_input *input = ta_evidence_input(e, name);
    return input != NULL && input->reason == TA_OBSERVED ? input : NULL;
}

/* --- factors ------------------------------------------------------------------------- */

static double factor_of(struct factors *f, const struct ta_table_set *tables,
                        const char *const key[2], ta_day date)
{
    const struct ta_table *table = ta_table_find(tables, "grid_factors_china");
    const struct ta_row *row = table == NULL ? NULL : ta_table_row(table, key, date);
    double value = NAN;
    if (row == NULL) return NAN;
    if (ta_unit_convert(row->value, row->unit, "tCO2/MWh", &value) != TA_OK)
        f->broken = true;
    f->unchecked = f->unchecked || !row->checked;
    return value;
}

/* The grid that the plant says it takes its power from. */
static const char *region_of(const struct ta_evidence *e)
{
    static const char prefix[] = "electricity.";
    const struct ta_input *activity = found(e, "activity");
    for (size_t i = 0; activity != NULL && i < activity->rows.n; i++)
        if (strncmp(activity->rows.name[i], prefix, sizeof prefix - 1) == 0)
            return activity->rows.name[i] + sizeof prefix - 1;
    return NULL;
}

/* The last day of the generation stated. */
static ta_day day_generated(const struct ta_evidence *e, ta_day date)
{
    const struct ta_input *ended = found(e, "generation_ended");
    bool dated = ended != NULL && found(e, "generation") != NULL;
    return dated ? date - (ta_day)ended->number : date;
}

static struct factors factors_of(const struct ta_evidence *e,
                                 const struct ta_table_set *tables, ta_day date)
{
    static const char *const national[] = {"national", "average"};
    static const char *const fossil[] = {"national", "fossil"};
    struct factors f = {.region = region_of(e)};
    const char *const region[] = {f.region, "average"};
    double wanted = ta_evidence_param(e, &ta_indicator_avoided_emissions, "baseline");
    f.of[0] = NAN;
    f.of[REGION_MEAN] =
        f.region != NULL ? factor_of(&f, tables, region, date) : (double)NAN;
    f.of[NATIONAL_MEAN] = factor_of(&f, tables, national, date);
    f.of[FOSSIL_MIX] = factor_of(&f, tables, fossil, date);
    f.chosen = (enum baseline)wanted;
    if (f.chosen == REGION_MEAN && isnan(f.of[REGION_MEAN])) f.chosen = NATIONAL_MEAN;
    return f;
}

/* --- what stands --------------------------------------------------------------------- */

/* Bring what was seen into it. @return false when the panels are broken. */
static bool look(const struct ta_evidence *e, ta_day date, void *scratch,
                 struct standing *s, struct ta_result *out)
{
    const struct ta_input *input = found(e, "ndbi");
    struct ta_built_tally t;
    struct ta_result unused;
    bool looked;
    if (input == NULL) return true;
    struct ta_built_rule rule =
        ta_built_rule_of(e, &ta_indicator_avoided_emissions, date);
    ta_result_clear(&unused);
    if (ta_built_tally_stack(&rule, &input->stack, scratch, &t, &unused, &looked) !=
        TA_OK)
        return false;
    double site =
        input->stack.site_area_m2 > 0.0 ? input->stack.site_area_m2 : t.site + t.rim;
    if (!looked || !(t.telling > 0.0) || t.telling / site < rule.min_observed)
        return true;

    double hidden = fmax(site - t.rim - t.telling, 0.0), all = t.telling + hidden;
    double seen = t.built[TA_BUILT_AS_GIVEN] / t.telling;
    s->seen = true;
    s->best = fmin(s->claimed, seen);
    s->least = fmin(s->best, t.built[TA_BUILT_STRICT] / all);
    s->most = fmin(s->claimed, (t.built[TA_BUILT_LOOSE] + hidden) / all);
    s->grade = ta_grade_poorer(2, input->grade);
    s->mix = t.mix;
    ta_result_detail(out, "seen_share", 100.0 * seen, "%");
    return true;
}

/* @return false when the answer is already there. */
static bool read_claim(const struct ta_evidence *e, struct standing *s,
                       struct ta_result *out)
{
    const struct ta_input *planned = found(e, "planned");
    const struct ta_input *built = found(e, "claimed");
    if (planned == NULL && built == NULL) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "no capacity is planned or built");
        return false;
    }
    if (built == NULL) {
        ta_result_missing(out, TA_CLIENT_SILENT, "capacity built is not stated");
        return false;
    }
    double of = planned != NULL ? planned->number : built->number;
    if (!(of > 0.0)) {
        ta_result_missing(out, TA_NOT_APPLICABLE, "a plan of no capacity");
        return false;
    }
    double share = fmin(built->number / of, 1.0);
    *s = (struct standing){.planned = of,
                           .claimed = share,
                           .least = 0.0,
                           .most = share,
                           .best = share,
                           .grade = GRADE_DECLARED};
    return true;
}

static struct output output_of(const struct ta_evidence *e, const struct standing *s)
{
    const struct ta_input *stated = found(e, "generation");
    if (stated != NULL) return (struct output){stated->number, true, stated->grade};
    double hours =
        ta_evidence_param(e, &ta_indicator_avoided_emissions, "full_load_hours");
    return (struct output){s->planned * s->claimed * hours, false, GRADE_HOURS_ASSUMED};
}

/* --- the answer -------------------------------------------------------------------------- */

static void write_factors(const struct factors *f, double generation,
                          struct ta_result *out)
{
    for (int b = REGION_MEAN; b <= BASELINES; b++) {
        char name[TA_NAME_SIZE];
        if (isnan(f->of[b])) continue;
        (void)snprintf(name, sizeof name, "factor_%s", baseline_name[b]);
        ta_result_detail(out, name, f->of[b], "tCO2/MWh");
        (void)snprintf(name, sizeof name, "avoided_%s", baseline_name[b]);
        ta_result_detail(out, name, generation * f->of[b], "tCO2/year");
    }
}

/* What parts the claim from the value: what of it is not seen built and, where the client states the
 * output too and so a factor, another baseline. @return whether it could be split. */
static bool write_split(const struct standing *s, const struct output *o, double stated,
                        double difference, struct ta_result *out)
{
    double missing = s->claimed > 0.0 ? 1.0 - s->best / s->claimed : 0.0;
    if (s->seen) ta_result_detail(out, "not_built_share", 100.0 * missing, "%");
    if (!o->stated || !(o->of_claim > 0.0)) return false;
    ta_result_detail(out, "stated_factor", stated / o->of_claim, "tCO2/MWh");
    ta_result_detail(out, "stated_not_built", stated * missing, "tCO2/year");
    ta_result_detail(out, "stated_baseline", difference - stated * missing,
                     "tCO2/year");
    return true;
}

/* @return false when the claim differs and nobody can tell why. */
static bool write_claim(const struct ta_evidence *e, const struct standing *s,
                        const struct output *o, struct ta_result *out)
{
    const struct ta_input *stated = found(e, "stated");
    if (stated == NULL) return true;
    double difference = stated->number - out->value;
    ta_result_detail(out, "stated", stated->number, "tCO2/year");
    ta_result_detail(out, "stated_less_value", difference, "tCO2/year");
    if (stated->number > 0.0)
        ta_result_detail(out, "stated_less_share", 100.0 * difference / stated->number,
                         "%");
    return write_split(s, o, stated->number, difference, out) || difference == 0.0;
}

static void write_value(const struct ta_evidence *e, const struct factors *f,
                        const struct standing *s, const struct output *o,
                        struct ta_result *out)
{
    double least = INFINITY, most = -INFINITY;
    for (int b = REGION_MEAN; b <= BASELINES; b++) {
        least = fmin(least, f->of[b]); /* fmin() leaves out NaN */
        most = fmax(most, f->of[b]);
    }
    double per_share = s->claimed > 0.0 ? o->of_claim / s->claimed : 0.0; /* MWh */
    double generation = per_share * s->best;
    out->reason = TA_OBSERVED;
    out->value = generation * f->of[f->chosen];
    out->lo = per_share * s->least * least;
    out->hi = per_share * s->most * most;
    out->grade = ta_grade_poorer(ta_grade_poorer(s->grade, o->grade), 1);
    out->unchecked = f->unchecked;
    ta_result_detail(out, "capacity_counted", s->planned * s->best, "MW");
    ta_result_detail(out, "generation", generation, "MWh/year");
    if (s->planned * s->best > 0.0)
        ta_result_detail(out, "full_load", generation / (s->planned * s->best), "h");
    write_factors(f, generation, out);
    bool split = write_claim(e, s, o, out);
    ta_result_why(out, "baseline: %s%s%s%s%s", baseline_name[f->chosen],
                  f->chosen == REGION_MEAN ? " " : "",
                  f->chosen == REGION_MEAN ? f->region : "",
                  s->seen ? "" : "; the site was not seen, this rests on the claim",
                  split ? ""
                        : "; the claim names no output, so quantity and baseline "
                          "cannot be told apart");
    if (ta_grid_assumed(e)) ta_grid_assumed_tell(out);
    if (s->seen) ta_look_mix_tell(&s->mix, out);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    struct standing standing;
    ta_result_clear(out);
    if (!read_claim(evidence, &standing, out)) return TA_OK;
    const char *abroad = ta_grid_abroad(evidence);
    if (abroad != NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no grid factors of this country: %.8s", abroad);
        return TA_OK;
    }
    if (!look(evidence, date, scratch, &standing, out)) return TA_E_DATA;

    struct factors factors =
        factors_of(evidence, tables, day_generated(evidence, date));
    struct output output = output_of(evidence, &standing);
    out->n_looks = standing.seen ? 1 : 0;
    if (factors.broken) return TA_E_DATA;
    if (isnan(factors.of[factors.chosen])) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no grid factor in force: %s",
                          baseline_name[factors.chosen]);
        return TA_OK;
    }
    write_value(evidence, &factors, &standing, &output, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"claimed", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.capacity_built", "MW", 0, 1e6, false,
     "capacity that the client says it has built"},
    {"planned", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.capacity_planned", "MW", 0, 1e6, false,
     "capacity that the whole site is planned for"},
    {"generation", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.generation", "MWh/year", 0, 1e9, false,
     "power fed in a year by the capacity built, expected (P50) or metered"},
    {"generation_ended", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.generation.ended", "day", 0, 1e5, false,
     "days since the period of that power ended, whose factors count"},
    {"stated", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.emissions.avoided", "tCO2e/year", 0, 1e12, false,
     "avoided emissions of a year as the client states them"},
    {"activity", TA_INPUT_ROWS, TA_FROM_PROJECT, "declared", "1", 0, 1e15, false,
     "rows as in financed_emissions; a row electricity.REGION says which grid the plant is on"},
    {"country", TA_INPUT_TEXT, TA_FROM_PROJECT, "country", "1", 0, 0, false,
     "two capitals of ISO 3166-1: grids of another country than CN have no factor here"},
    {"ndbi", TA_INPUT_STACK, TA_FROM_IMAGERY, "ndbi", "1", -2, 2, false,
     "NDBI of each clear look at each site, one panel per site and grid"},
};

static const struct ta_param_spec param[] = {
    {"baseline", "1", 1, 3, 1, "1 mean of the region's grid, 2 national mean, 3 fossil mix"},
    {"full_load_hours", "h", 1, 8784, 1200, "hours of full load in a year where no generation is stated"},
    TA_BUILT_PARAMS,
    TA_BEFORE_AFTER_PARAMS,
};
/* clang-format on */

static const char *const tables_read[] = {"grid_factors_china"};

const struct ta_indicator ta_indicator_avoided_emissions = {
    .id = "avoided_emissions",
    .unit = "tCO2/year",
    .cite = "PCAF Part A, 2nd edition 2022, 5.3 (avoided emissions apart, P50 output); "
            "baseline and what counts as built: rules of this program, see the head of "
            "algorithms/avoided_emissions.c",
    .version = 7,
    .role = TA_ROLE_REPORTED,
    .direction = TA_LOWER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 1e12,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};
