/* SPDX-License-Identifier: Apache-2.0 */
#include "before_after.h"

#include <math.h>

#include "panel.h"
#include "series_order.h"
#include "statements.h"

struct ta_before_after ta_before_after_of(const struct ta_evidence *evidence,
                                          const struct ta_indicator *self, ta_day date,
                                          double limit)
{
    return (struct ta_before_after){
        .season = {date, ta_evidence_param(evidence, self, "season_half_width_days")},
        .window = ta_evidence_param(evidence, self, "window_seasons"),
        .gap = ta_evidence_param(evidence, self, "gap_seasons"),
        .baseline = ta_evidence_param(evidence, self, "baseline_seasons"),
        .min_looks = (size_t)ta_evidence_param(evidence, self, "min_clear_looks"),
        .limit = limit};
}

enum ta_look_role ta_before_after_role(const struct ta_before_after *rule, ta_day day)
{
    unsigned season = 0;
    if (!ta_season_number(&rule->season, day, &season)) return TA_LOOK_NEITHER;
    if (season < rule->window) return TA_LOOK_AFTER;

    double first = rule->window + rule->gap;
    bool baseline = season >= first && season < first + rule->baseline;
    return baseline ? TA_LOOK_BEFORE : TA_LOOK_NEITHER;
}

size_t ta_before_after_size(const struct ta_stack *stack)
{
    return stack->n_panels * (sizeof(double) + sizeof(bool)) +
           ta_stack_most_looks(stack) * (2 * sizeof(double) + 1);
}

struct ta_before_after_scratch ta_before_after_lay(const struct ta_stack *stack,
                                                   void *memory)
{
    struct ta_before_after_scratch s = {.seen = memory};
    s.value = s.seen + stack->n_panels;
    s.left_out = (bool *)(s.value + 2 * ta_stack_most_looks(stack));
    s.role = (unsigned char *)(s.left_out + stack->n_panels);
    return s;
}

void ta_before_after_roles(const struct ta_before_after *rule,
                           const struct ta_panel *panel,
                           const struct ta_before_after_scratch *s)
{
    for (size_t i = 0; i < panel->n_looks; i++)
        s->role[i] = (unsigned char)ta_before_after_role(rule, panel->day[i]);
}

/** Clear values of cell @p c in looks of role @p role. @return how many. */
static size_t gather(const struct ta_before_after *rule, const struct ta_panel *panel,
                     size_t c, enum ta_look_role role, const unsigned char *roles,
                     double *value)
{
    size_t n = 0;
    for (size_t i = 0; i < panel->n_looks; i++) {
        if (roles[i] != (unsigned char)role) continue;
        double v = panel->value[i * panel->n_cells + c];
        if (fabs(v) <= rule->limit) value[n++] = v; /* false for NaN */
    }
    return n;
}

bool ta_before_after_cell(const struct ta_before_after *rule,
                          const struct ta_panel *panel, size_t c,
                          const struct ta_before_after_scratch *s,
                          struct ta_cell_medians *out)
{
    double *after = s->value, *before = s->value + panel->n_looks;
    out->n_after = gather(rule, panel, c, TA_LOOK_AFTER, s->role, after);
    out->n_before = gather(rule, panel, c, TA_LOOK_BEFORE, s->role, before);
    if (out->n_after < rule->min_looks || out->n_before < rule->min_looks) return false;

    out->after = ta_series_median(out->n_after, after);
    out->before = ta_series_median(out->n_before, before);
    return true;
}

static bool is_compared(const void *context, const struct ta_panel *panel, size_t i)
{
    const struct ta_before_after *rule = context;
    return ta_before_after_role(rule, panel->day[i]) != TA_LOOK_NEITHER &&
           ta_panel_any_clear(panel, i, rule->limit);
}

struct ta_look_mix ta_before_after_mix(const struct ta_before_after *rule,
                                       const struct ta_stack *stack,
                                       const bool *left_out)
{
    struct ta_look_mix mix = {.n_sensors = 0};
    for (size_t p = 0; p < stack->n_panels; p++)
        if (!left_out[p]) ta_look_mix_add(&mix, &stack->panel[p], is_compared, rule);
    return mix;
}

/** Distinct days of role @p role on which some cell of a site was clear. */
static size_t count_days(const struct ta_before_after *rule,
                         const struct ta_stack *stack, const bool *left_out,
                         enum ta_look_role role)
{
    size_t n = 0;
    for (size_t p = 0; p < stack->n_panels; p++) {
        const struct ta_panel *panel = &stack->panel[p];
        for (size_t i = 0; !left_out[p] && i < panel->n_looks; i++)
            if (ta_before_after_role(rule, panel->day[i]) == role &&
                ta_panel_any_clear(panel, i, rule->limit) &&
                !ta_stack_day_seen(stack, left_out, p, i, rule->limit))
                n++;
    }
    return n;
}

struct scenes {
    size_t n; /**< distinct days of a role with a scene over a site, clear or not */
    double clearest; /**< largest clear share of the sites on one of them */
};

/** Nothing fetched and nothing clear are two things. */
static struct scenes count_scenes(const struct ta_before_after *rule,
                                  const struct ta_stack *stack, enum ta_look_role role)
{
    struct scenes s = {.n = 0};
    for (size_t p = 0; p < stack->n_panels; p++) {
        const struct ta_panel *panel = &stack->panel[p];
        for (size_t i = 0; i < panel->n_looks; i++) {
            if (ta_before_after_role(rule, panel->day[i]) != role) continue;
            if (ta_stack_day_met(stack, p, i)) continue;
            s.clearest = fmax(s.clearest,
                              ta_stack_clear_share(stack, panel->day[i], rule->limit));
            s.n++;
        }
    }
    return s;
}

/** Is every clear look older than the window's seasons? What lies in the window and is clouded is not
 *  too old. */
static bool all_too_old(const struct ta_before_after *rule,
                        const struct ta_stack *stack)
{
    bool any = false;
    for (size_t p = 0; p < stack->n_panels; p++)
        for (size_t i = 0; i < stack->panel[p].n_looks; i++) {
            if (!ta_panel_any_clear(&stack->panel[p], i, rule->limit)) continue;
            double age = (double)rule->season.date - (double)stack->panel[p].day[i];
            if (age >= 0 && age < rule->window * TA_DAYS_PER_YEAR) return false;
            any = any || age >= 0;
        }
    return any;
}

static void tell_window(const struct scenes *s, struct ta_result *out)
{
    if (s->n == 0)
        ta_result_why_also(out, "no scene over the site in the window");
    else
        ta_result_why_also(
            out, "scenes over the site in the window: %zu, the clearest %.0f %% clear",
            s->n, floor(100.0 * s->clearest));
}

static void tell_baseline(const struct scenes *s, struct ta_result *out)
{
    if (s->n == 0)
        ta_result_why_also(out, "no scene over the site in the baseline");
    else
        ta_result_why_also(
            out,
            "scenes over the site in the baseline: %zu, the clearest %.0f %% clear",
            s->n, floor(100.0 * s->clearest));
}

/** Clear looks of the same season that are nevertheless not compared. */
struct passed_over {
    size_t older, between; /**< distinct days before the baseline, and in the gap */
    ta_day newest_older, newest_between;
};

static struct passed_over count_passed_over(const struct ta_before_after *rule,
                                            const struct ta_stack *stack,
                                            const bool *left_out)
{
    struct passed_over o = {.newest_older = TA_DAY_NONE, .newest_between = TA_DAY_NONE};
    for (size_t p = 0; p < stack->n_panels; p++) {
        const struct ta_panel *panel = &stack->panel[p];
        for (size_t i = 0; !left_out[p] && i < panel->n_looks; i++) {
            unsigned season = 0;
            ta_day day = panel->day[i];
            if (!ta_season_number(&rule->season, day, &season) ||
                ta_before_after_role(rule, day) != TA_LOOK_NEITHER ||
                !ta_panel_any_clear(panel, i, rule->limit) ||
                ta_stack_day_seen(stack, left_out, p, i, rule->limit))
                continue;
            bool old = season >= rule->window + rule->gap;
            ta_day *newest = old ? &o.newest_older : &o.newest_between;
            size_t *n = old ? &o.older : &o.between;
            if ((*n)++ == 0 || day > *newest) *newest = day;
        }
    }
    return o;
}

/** What of the same season there is, and why it is not the baseline. */
static void tell_passed_over(const struct passed_over *o, struct ta_result *out)
{
    int year, month, day;
    if (o->older > 0) {
        ta_civil_of_day(o->newest_older, &year, &month, &day);
        ta_result_why_also(out,
                           "looks of the same season older than the baseline: %zu, the "
                           "newest of %04d-%02d-%02d",
                           o->older, year, month, day);
    }
    if (o->between > 0) {
        ta_civil_of_day(o->newest_between, &year, &month, &day);
        ta_result_why_also(out,
                           "looks of the same season between baseline and window: %zu, "
                           "the newest of %04d-%02d-%02d",
                           o->between, year, month, day);
    }
}

static void miss_baseline(const struct ta_before_after *rule,
                          const struct ta_stack *stack, const bool *left_out,
                          size_t after, size_t scenes, struct ta_result *out)
{
    struct passed_over o = count_passed_over(rule, stack, left_out);
    if (scenes > 0) /* fetched, and clouded */
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "no clear look in the baseline, %zu in the window", after);
    else if (o.older + o.between == 0)
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "no look in the same season: %zu in the window, none in the "
                          "%.0f baseline years",
                          after, rule->baseline);
    else
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "no look in the baseline: %zu in the window, none in the "
                          "%.0f baseline years",
                          after, rule->baseline);
    tell_passed_over(&o, out);
}

bool ta_before_after_has_looks(const struct ta_before_after *rule,
                               const struct ta_stack *stack, const bool *left_out,
                               struct ta_result *out)
{
    size_t after = count_days(rule, stack, left_out, TA_LOOK_AFTER);
    size_t before = count_days(rule, stack, left_out, TA_LOOK_BEFORE);
    ta_result_detail(out, "looks_window", (double)after, "1");
    ta_result_detail(out, "looks_baseline", (double)before, "1");
    struct scenes seen = count_scenes(rule, stack, TA_LOOK_AFTER);
    struct scenes past = count_scenes(rule, stack, TA_LOOK_BEFORE);
    ta_result_detail(out, "scenes_window", (double)seen.n, "1");
    ta_result_detail(out, "scenes_baseline", (double)past.n, "1");
    if (seen.n > 0)
        ta_result_detail(out, "clearest_window", 100.0 * seen.clearest, "%");
    out->n_looks = after + before;
    if (after > 0 && before > 0) return true;

    if (after == 0 && seen.n == 0 && all_too_old(rule, stack))
        ta_result_missing(out, TA_TOO_OLD,
                          "no look in the window: the newest is older");
    else if (after == 0 && seen.n == 0 && (before > 0 || past.n > 0))
        /* nobody fetched any: its sky is not what hid it */
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "no look in the window, %zu in the baseline", before);
    else if (before == 0)
        miss_baseline(rule, stack, left_out, after, past.n, out);
    else
        ta_result_missing(out, TA_NO_CLEAR_LOOK,
                          "no clear look in the window, %zu in the baseline", before);
    if (after == 0) tell_window(&seen, out);
    if (before == 0) tell_baseline(&past, out);
    return false;
}
