/* SPDX-License-Identifier: Apache-2.0 */
/** @file radar_backscatter_change.c  Radar backscatter of the site now, against the same season of the
 *  past. Clouds do not stand in its way.
 *
 *  A look's value is the mean of gamma0, in power, over the site's cells. A side is the mean of its
 *  looks, in power; the change is 10 log10 of window over baseline (dB). Sites are put together by
 *  area, in power too. VH answers first (it follows volume: crops and trees), VV where VH is not
 *  there. From ascending and from descending orbits the ground is seen from other sides: each
 *  is compared with itself alone, and the answer says whether the two agree.
 *
 *  A look's mean strays by speckle: of L looks a cell's power has the deviation mean / sqrt(L)
 *  (Goodman 1976), so that of an area of A the relative variance is 1 / (L A / a), where a resolution
 *  cell of a has L equivalent looks. Sentinel-1 IW GRDH: L = 4.4, a = 20 m x 22 m (ESA,
 *  Sentinel-1 Product Definition, table 5-1). A look's variance is the larger of that and of what
 *  its side's looks spread: moisture, growth and calibration are in the latter. The interval is that of
 *  the difference of two means, by Student's t with the degrees of freedom of the smaller side. */
#include <math.h>

#include "before_after.h"
#include "indicator_result.h"
#include "indicators.h"
#include "panel.h"

enum { VH_ASC, VH_DESC, VV_ASC, VV_DESC, N_KINDS, ASCENDING = 0, DESCENDING, N_WAYS };

static const char *const kind_name[N_KINDS] = {"vh_asc", "vh_desc", "vv_asc",
                                               "vv_desc"};
static const double power_most = 1e4; /* 40 dB: beyond it is no backscatter */
static const double db_per_neper = 4.342944819032518; /* 10 / ln 10 */

struct rule {
    struct ta_before_after compare;
    double min_share, enl, resolution_m2;
};

/** Mean power of some looks, and the variance of that mean. */
struct side {
    size_t n;
    double mean, variance;
};

/** One site on one grid. */
struct member {
    double area_m2;
    struct side after, before;
};

/** One polarisation from one direction, over all sites. */
struct change {
    bool known;
    double db, half; /**< half the interval */
    double after_db, before_db, speckle_db;
    size_t n_after, n_before; /**< of the site that has fewest */
    size_t any_after, any;    /**< looks there were in the window, and at all */
    double seen_m2;
    int grade;
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    size_t most = 1;
    for (int k = 0; k < N_KINDS; k++) {
        const struct ta_input *input = ta_evidence_input(evidence, kind_name[k]);
        if (input != NULL && input->reason == TA_OBSERVED &&
            input->stack.n_panels > most)
            most = input->stack.n_panels;
    }
    return most * (sizeof(struct member) + sizeof(double) + sizeof(bool));
}

static struct rule rule_of(const struct ta_evidence *e, ta_day date)
{
    const struct ta_indicator *self = &ta_indicator_radar_backscatter_change;
    return (struct rule){
        .compare = {.season = {date,
                               ta_evidence_param(e, self, "season_half_width_days")},
                    .window = ta_evidence_param(e, self, "window_seasons"),
                    .gap = ta_evidence_param(e, self, "gap_seasons"),
                    .baseline = ta_evidence_param(e, self, "baseline_seasons"),
                    .min_looks = (size_t)ta_evidence_param(e, self, "min_looks"),
                    .limit = power_most},
        .min_share = ta_evidence_param(e, self, "min_observed_share"),
        .enl = ta_evidence_param(e, self, "equivalent_looks"),
        .resolution_m2 = ta_evidence_param(e, self, "resolution_cell_m2"),
    };
}

/* --- one site --------------------------------------------------------------------- */

static double panel_fraction(const struct ta_panel *panel)
{
    double sum = 0.0;
    for (size_t c = 0; c < panel->n_cells; c++) sum += panel->fraction[c];
    return sum;
}

/** Mean power of look @p i over the site; NaN when too little of it has one. */
static double look_mean(const struct rule *rule, const struct ta_panel *panel, size_t i,
                        double fraction)
{
    double weight = 0.0, sum = 0.0;
    for (size_t c = 0; c < panel->n_cells; c++) {
        double v = panel->value[i * panel->n_cells + c];
        if (!(v > 0.0 && v <= power_most)) continue;
        weight += panel->fraction[c];
        sum += panel->fraction[c] * v;
    }
    return weight > 0.0 && weight >= rule->min_share * fraction ? sum / weight
                                                                : (double)NAN;
}

/** The looks of one role: first their mean, then their spread about it. */
static struct side side_of(const struct rule *rule, const struct ta_panel *panel,
                           enum ta_look_role role, double fraction)
{
    struct side side = {0, 0.0, 0.0};
    double squares = 0.0;
    for (size_t i = 0; i < panel->n_looks; i++) {
        if (ta_before_after_role(&rule->compare, panel->day[i]) != role) continue;
        double v = look_mean(rule, panel, i, fraction);
        if (isnan(v)) continue;
        double step = v - side.mean;
        side.n++;
        side.mean += step / (double)side.n;
        squares += step * (v - side.mean); /* Welford 1962 */
    }
    if (side.n == 0) return side;
    double area = fraction * panel->cell_area_m2;
    double speckle = side.mean * side.mean * rule->resolution_m2 / (rule->enl * area);
    double spread = side.n > 1 ? squares / (double)(side.n - 1) : 0.0;
    side.variance = fmax(speckle, spread) / (double)side.n;
    return side;
}

static struct member member_of(const struct rule *rule, const struct ta_panel *panel)
{
    double fraction = panel_fraction(panel);
    return (struct member){fraction * panel->cell_area_m2,
                           side_of(rule, panel, TA_LOOK_AFTER, fraction),
                           side_of(rule, panel, TA_LOOK_BEFORE, fraction)};
}

/* --- all sites -------------------------------------------------------------------- */

/** Quantile 0.95 of Student's t (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2). */
static double student(size_t freedom)
{
    static const double t[] = {6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860,
                               1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746,
                               1.740, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711,
                               1.708, 1.706, 1.703, 1.701, 1.699, 1.697};
    size_t n = sizeof t / sizeof *t;
    if (freedom == 0) return (double)INFINITY;
    return freedom <= n ? t[freedom - 1] : t[n - 1];
}

static bool has_enough(const struct rule *rule, const struct member *m)
{
    return m->after.n >= rule->compare.min_looks &&
           m->before.n >= rule->compare.min_looks;
}

static void count(const struct member *m, struct change *out)
{
    bool first = out->n_after == 0;
    if (first || m->after.n < out->n_after) out->n_after = m->after.n;
    if (first || m->before.n < out->n_before) out->n_before = m->before.n;
}

/** Sites together: means by area, in power. */
static void add_up(const struct rule *rule, size_t n, const struct member *member,
                   const bool *left_out, struct change *out)
{
    struct side after = {0, 0.0, 0.0}, before = {0, 0.0, 0.0};
    for (size_t p = 0; p < n; p++) {
        const struct member *m = &member[p];
        if (left_out[p] || !has_enough(rule, m)) continue;
        double a = m->area_m2;
        after.mean += a * m->after.mean;
        after.variance += a * a * m->after.variance;
        before.mean += a * m->before.mean;
        before.variance += a * a * m->before.variance;
        out->seen_m2 += a;
        count(m, out);
    }
    if (!(out->seen_m2 > 0.0)) return;
    size_t fewest = out->n_after < out->n_before ? out->n_after : out->n_before;
    double relative = after.variance / (after.mean * after.mean) +
                      before.variance / (before.mean * before.mean);
    out->known = true;
    out->db = 10.0 * log10(after.mean / before.mean);
    out->half = student(fewest - 1) * db_per_neper * sqrt(relative);
    out->after_db = 10.0 * log10(after.mean / out->seen_m2);
    out->before_db = 10.0 * log10(before.mean / out->seen_m2);
    out->speckle_db =
        db_per_neper * sqrt(rule->resolution_m2 / (rule->enl * out->seen_m2));
}

/** Looks there were, whatever side they are on. */
static void count_looks(const struct rule *rule, const struct ta_stack *stack,
                        struct change *out)
{
    for (size_t p = 0; p < stack->n_panels; p++)
        for (size_t i = 0; i < stack->panel[p].n_looks; i++) {
            ta_day day = stack->panel[p].day[i];
            out->any += day <= rule->compare.season.date;
            out->any_after +=
                ta_before_after_role(&rule->compare, day) == TA_LOOK_AFTER;
        }
}

static struct change change_of(const struct rule *rule, const struct ta_input *input,
                               void *scratch)
{
    struct change out = {.known = false, .grade = 0};
    if (input == NULL || input->reason != TA_OBSERVED) return out;
    const struct ta_stack *stack = &input->stack;
    struct member *member = scratch;
    double *seen = (double *)(member + stack->n_panels);
    bool *left_out = (bool *)(seen + stack->n_panels);
    for (size_t p = 0; p < stack->n_panels; p++) {
        member[p] = member_of(rule, &stack->panel[p]);
        seen[p] =
            has_enough(rule, &member[p])
                ? member[p].area_m2 * (double)(member[p].after.n + member[p].before.n)
                : 0.0;
    }
    ta_stack_keep_best(stack, seen, left_out);
    out.grade = input->grade;
    count_looks(rule, stack, &out);
    add_up(rule, stack->n_panels, member, left_out, &out);
    return out;
}

/* --- the answer ------------------------------------------------------------------- */

static void tell_kind(const char *const name[5], const struct change *c,
                      struct ta_result *out)
{
    if (!c->known) return;
    ta_result_detail(out, name[0], c->db, "dB");
    ta_result_detail(out, name[1], c->half, "dB");
    ta_result_detail(out, name[2], c->after_db, "dB");
    ta_result_detail(out, name[3], (double)c->n_after, "1");
    ta_result_detail(out, name[4], (double)c->n_before, "1");
}

static void write_details(const struct change *c, struct ta_result *out)
{
    static const char *const name[N_KINDS][5] = {
        {"change_vh_asc", "noise_vh_asc", "now_vh_asc", "looks_window_vh_asc",
         "looks_baseline_vh_asc"},
        {"change_vh_desc", "noise_vh_desc", "now_vh_desc", "looks_window_vh_desc",
         "looks_baseline_vh_desc"},
        {"change_vv_asc", "noise_vv_asc", "now_vv_asc", "looks_window_vv_asc",
         "looks_baseline_vv_asc"},
        {"change_vv_desc", "noise_vv_desc", "now_vv_desc", "looks_window_vv_desc",
         "looks_baseline_vv_desc"}};
    for (int k = 0; k < N_KINDS; k++) tell_kind(name[k], &c[k], out);
}

/** Nothing is known: why. */
static void judge_missing(const struct rule *rule, const struct change *c,
                          struct ta_result *out)
{
    size_t any = 0, any_after = 0;
    for (int k = 0; k < N_KINDS; k++) {
        any += c[k].any;
        any_after += c[k].any_after;
    }
    if (any > 0 && any_after == 0)
        ta_result_missing(out, TA_TOO_OLD,
                          "no radar look in the window: the newest is older");
    else
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "no direction of the orbit has %zu radar looks in the window "
                          "and as many in the baseline",
                          rule->compare.min_looks);
}

/** Do both directions tell the same? Their intervals meet. */
static bool agree(const struct change way[N_WAYS])
{
    return fabs(way[ASCENDING].db - way[DESCENDING].db) <=
           way[ASCENDING].half + way[DESCENDING].half;
}

static void tell_ways(const struct change way[N_WAYS], struct ta_result *out)
{
    const struct change *up = &way[ASCENDING], *down = &way[DESCENDING];
    if (up->known && down->known) {
        ta_result_detail(out, "directions_agree", agree(way) ? 1.0 : 0.0, "1");
        if (agree(way))
            ta_result_why_also(out, "ascending and descending orbits agree");
        else
            ta_result_why_also(out,
                               "ascending and descending orbits do not agree: %.1f and "
                               "%.1f dB",
                               up->db, down->db);
    } else if (up->known) {
        ta_result_why_also(out, "seen from ascending orbits alone");
    } else {
        ta_result_why_also(out, "seen from descending orbits alone");
    }
}

static size_t fewest_looks(const struct change *c)
{
    if (!c->known) return 0;
    return c->n_after < c->n_before ? c->n_after : c->n_before;
}

/** Radar that nobody calibrated in the field: 2 where both directions agree and rest on twice the
 *  fewest looks, 3 from 75 % seen, else 4. */
static int grade_of(const struct rule *rule, const struct change way[N_WAYS],
                    double share)
{
    size_t enough = 2 * rule->compare.min_looks;
    if (share < 0.75) return 4;
    bool both = fewest_looks(&way[ASCENDING]) >= enough &&
                fewest_looks(&way[DESCENDING]) >= enough;
    return both && agree(way) ? 2 : 3;
}

static void write_value(const struct rule *rule, const struct change way[N_WAYS],
                        const struct change *main, double share, struct ta_result *out)
{
    out->reason = TA_OBSERVED;
    out->value = main->db;
    out->lo = (double)INFINITY;
    out->hi = -(double)INFINITY;
    for (int w = 0; w < N_WAYS; w++) {
        if (!way[w].known) continue;
        out->lo = fmin(out->lo, way[w].db - way[w].half);
        out->hi = fmax(out->hi, way[w].db + way[w].half);
        out->n_looks += way[w].n_after + way[w].n_before;
    }
    ta_result_detail(out, "speckle_of_a_look", main->speckle_db, "dB");
    ta_result_detail(out, "observed_share", share, "1");
    ta_result_unseen(out, 1.0 - share);
    out->grade = ta_grade_poorer(grade_of(rule, way, share), main->grade);
    if (out->lo <= 0.0 && out->hi >= 0.0)
        ta_result_why_also(out, "no change beyond the noise of %.1f dB", main->half);
}

static bool is_compared(const void *context, const struct ta_panel *panel, size_t i)
{
    const struct rule *rule = context;
    return ta_before_after_role(&rule->compare, panel->day[i]) != TA_LOOK_NEITHER &&
           ta_panel_any_clear(panel, i, power_most);
}

static double site_area(const struct ta_stack *stack, const struct change *main)
{
    return stack->site_area_m2 > 0.0 ? stack->site_area_m2 : main->seen_m2;
}

/** @param first of the polarisation's two kinds */
static void judge(const struct rule *rule, const struct ta_evidence *evidence,
                  const struct change *c, int first, struct ta_result *out)
{
    const struct change *way = &c[first];
    int w = fewest_looks(&way[DESCENDING]) > fewest_looks(&way[ASCENDING]) ? DESCENDING
                                                                           : ASCENDING;
    const struct ta_stack *stack =
        &ta_evidence_input(evidence, kind_name[first + w])->stack;
    double share = fmin(way[w].seen_m2 / site_area(stack, &way[w]), 1.0);
    if (share < rule->min_share) {
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "radar saw %.0f %% of the site often enough, %.0f %% needed",
                          floor(100.0 * share), 100.0 * rule->min_share);
        return;
    }
    write_value(rule, way, &way[w], share, out);
    if (first == VV_ASC) ta_result_why_also(out, "VV alone: there is no VH");
    tell_ways(way, out);
    struct ta_look_mix mix = {.n_sensors = 0};
    for (size_t p = 0; p < stack->n_panels; p++)
        ta_look_mix_add(&mix, &stack->panel[p], is_compared, rule);
    ta_look_mix_tell(&mix, out);
}

static bool is_sound(const struct ta_input *input)
{
    for (size_t p = 0; p < input->stack.n_panels; p++)
        if (!ta_panel_sound(&input->stack.panel[p])) return false;
    return true;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    struct change change[N_KINDS];
    struct rule rule = rule_of(evidence, date);
    bool any = false;
    ta_result_clear(out);
    for (int k = 0; k < N_KINDS; k++) {
        const struct ta_input *input = ta_evidence_input(evidence, kind_name[k]);
        bool there = input != NULL && input->reason == TA_OBSERVED;
        if (there && !is_sound(input)) return TA_E_DATA;
        any = any || there;
        change[k] = change_of(&rule, input, scratch);
    }
    if (!any) {
        (void)ta_result_need(out, evidence, kind_name[VH_ASC]);
        return TA_OK;
    }
    bool vh = change[VH_ASC].known || change[VH_DESC].known;
    if (vh || change[VV_ASC].known || change[VV_DESC].known)
        judge(&rule, evidence, change, vh ? VH_ASC : VV_ASC, out);
    else
        judge_missing(&rule, change, out);
    write_details(change, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"vh_asc", TA_INPUT_STACK, TA_FROM_IMAGERY, "vh_asc", "1", 0, 1e4, false,
     "gamma0 of VH in linear power (not dB), looks from ascending orbits, one panel per site and grid"},
    {"vh_desc", TA_INPUT_STACK, TA_FROM_IMAGERY, "vh_desc", "1", 0, 1e4, false,
     "the same from descending orbits"},
    {"vv_asc", TA_INPUT_STACK, TA_FROM_IMAGERY, "vv_asc", "1", 0, 1e4, false,
     "gamma0 of VV in linear power (not dB), looks from ascending orbits"},
    {"vv_desc", TA_INPUT_STACK, TA_FROM_IMAGERY, "vv_desc", "1", 0, 1e4, false,
     "the same from descending orbits"},
};

static const struct ta_param_spec param[] = {
    {"season_half_width_days", "day", 1, 182, 45, "half the length of the season that ends on the date"},
    {"window_seasons", "1", 1, 5, 1, "newest seasons that make the window"},
    {"gap_seasons", "1", 0, 30, 0, "seasons left out between baseline and window"},
    {"baseline_seasons", "1", 1, 30, 5, "seasons that make the baseline"},
    {"min_looks", "1", 2, 50, 3, "fewest looks from one direction in window and in baseline"},
    {"min_observed_share", "1", 0, 1, 0.60, "smallest share of the site with values, in a look and of all sites"},
    {"equivalent_looks", "1", 1, 1000, 4.4, "equivalent number of looks of a resolution cell"},
    {"resolution_cell_m2", "m2", 1, 1e6, 440, "ground area of a resolution cell: 20 m by 22 m for Sentinel-1 IW GRDH"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_radar_backscatter_change = {
    .id = "radar_backscatter_change",
    .unit = "dB",
    .cite =
        "gamma0: Small 2011, IEEE TGRS 49, 3081-3093; speckle: Goodman 1976, JOSA 66, "
        "1145-1150; number of looks: ESA, Sentinel-1 Product Definition, table 5-1; "
        "same-season change: rule of this program, see the head of "
        "algorithms/radar_backscatter_change.c",
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_NEITHER,
    .interval = TA_INTERVAL_WIDER,
    .lo = -80.0,
    .hi = 80.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};
