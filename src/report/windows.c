/* SPDX-License-Identifier: Apache-2.0 */
#include "report/windows.h"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "season.h"

static double param(const struct ta_fact_indicator *indicator, const char *name)
{
    const struct ta_fact_figure *figure = ta_facts_param(indicator, name);
    return figure == NULL ? (double)NAN : figure->value;
}

enum { MOST_YEARS = 100 };

/* Seasons from number @p from, @p n of them, counted back from the date. */
struct seasons {
    struct ta_season season;
    double from, n;
};

/* The season of @p day, which lies in them. */
static bool holds_in(const struct seasons *s, ta_day day, unsigned *number)
{
    if (!ta_season_number(&s->season, day, number)) return false;
    return *number >= s->from && *number < s->from + s->n;
}

static bool holds(const struct seasons *s, ta_day day)
{
    unsigned number = 0;
    return holds_in(s, day, &number);
}

static void days_of(const struct seasons *s, struct ta_span *out)
{
    ta_day oldest = s->season.date - (ta_day)((s->from + s->n + 1.0) * 366.0);
    out->seasons = (size_t)s->n;
    for (ta_day day = oldest; day <= s->season.date; day++) {
        if (!holds(s, day)) continue;
        if (out->first == TA_DAY_NONE) out->first = day;
        out->last = day;
    }
}

static void add_look(struct ta_span *span, ta_day day)
{
    span->looks++;
    if (span->first_look == TA_DAY_NONE || day < span->first_look)
        span->first_look = day;
    if (span->last_look == TA_DAY_NONE || day > span->last_look) span->last_look = day;
}

static void count_looks(const struct ta_facts *facts,
                        const struct ta_fact_indicator *indicator,
                        const struct seasons *s, struct ta_span *out)
{
    bool seen[MOST_YEARS] = {false}; /* by number from s->from on */
    for (size_t i = 0; i < indicator->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[indicator->evidence[i]];
        if (strcmp(e->kind, "chip") != 0 || e->time == TA_TIME_NONE) continue;
        if (e->clear_fraction <= 0.0) continue; /* all cloud: a scene, and no look */
        unsigned number = 0;
        if (!holds_in(s, ta_day_of(e->time), &number)) continue;
        size_t place = (size_t)(number - s->from);
        add_look(out, ta_day_of(e->time));
        out->looked += !seen[place];
        seen[place] = true;
    }
}

static bool sound(const struct seasons *s)
{
    return s->season.half_width >= 1.0 && s->season.half_width <= 182.0 &&
           s->n >= 1.0 && s->from >= 0.0 && s->from + s->n <= MOST_YEARS;
}

static void fill(const struct ta_facts *facts,
                 const struct ta_fact_indicator *indicator, const struct seasons *s,
                 struct ta_span *out)
{
    if (!sound(s)) return; /* a parameter is not there */
    days_of(s, out);
    count_looks(facts, indicator, s, out);
}

void ta_windows_of(const struct ta_facts *facts,
                   const struct ta_fact_indicator *indicator, struct ta_windows *out)
{
    static const struct ta_span none = {.first = TA_DAY_NONE,
                                        .last = TA_DAY_NONE,
                                        .first_look = TA_DAY_NONE,
                                        .last_look = TA_DAY_NONE};
    const struct ta_season season = {facts->as_of,
                                     param(indicator, "season_half_width_days")};
    double window = param(indicator, "window_seasons");
    double days = param(indicator, "window_days");
    *out = (struct ta_windows){none, none};
    if (days >= 1.0 && days <= 36600.0) {
        out->window.first = facts->as_of - (ta_day)days + 1;
        out->window.last = facts->as_of;
        return;
    }
    const struct seasons after = {season, 0.0, window};
    const struct seasons before = {season, window + param(indicator, "gap_seasons"),
                                   param(indicator, "baseline_seasons")};
    const struct seasons years = {season, 0.0, param(indicator, "years")};
    fill(facts, indicator, sound(&after) ? &after : &years, &out->window);
    fill(facts, indicator, &before, &out->baseline);
}
