/* SPDX-License-Identifier: Apache-2.0 */
#include "report/looks.h"

#include <math.h>
#include <string.h>

#include "base/scene.h"
#include "base/time.h"
#include "report/windows.h"
#include "terrassay/indicator.h"

static const double year = 365.2425, season = 45.0;
enum { DAYS_APART = 300 };

double ta_season_distance(ta_day a, ta_day b)
{
    double apart = fmod(fabs((double)a - (double)b), year);
    return fmin(apart, year - apart);
}

/* Backscatter is no picture: nobody could tell a field from a pond in it. */
static bool is_radar(const struct ta_facts *facts, size_t evidence)
{
    for (size_t i = 0; i < facts->n_looks; i++)
        if (facts->look[i].evidence == (int)evidence)
            return ta_is_backscatter(facts->look[i].layer);
    return false;
}

static bool is_chip(const struct ta_facts *facts, size_t evidence, int site)
{
    const struct ta_fact_evidence *e = &facts->evidence[evidence];
    return strcmp(e->kind, "chip") == 0 && e->site == site && e->time != TA_TIME_NONE &&
           !is_radar(facts, evidence);
}

static bool is_clear(const struct ta_fact_evidence *e)
{
    return e->clear_fraction >= TA_LOOK_ENOUGH;
}

bool ta_look_lacks(const struct ta_fact_evidence *e)
{
    return isnan(e->clear_fraction) && e->mask != NULL && e->mask[0] != '\0' &&
           strncmp(e->mask, "none", 4) != 0;
}

bool ta_look_tells_cloud(const struct ta_fact_evidence *e)
{
    bool applied = e->mask != NULL && strncmp(e->mask, "applied", 7) == 0;
    return !applied && !isnan(e->cloud_fraction);
}

/* Without a quality layer nobody knows; the picture then says so. */
static bool may_be_clear(const struct ta_fact_evidence *e)
{
    return isnan(e->clear_fraction) && !ta_look_lacks(e);
}

typedef bool is_wanted(const struct ta_fact_evidence *e);

/* Clear share for comparing; a look of which it is not known is better than none. */
static double clearness(const struct ta_fact_evidence *e)
{
    return isnan(e->clear_fraction) ? 0.0 : e->clear_fraction;
}

static size_t latest(const struct ta_facts *facts, int site, is_wanted *wanted)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        if (!is_chip(facts, i, site) || !wanted(e)) continue;
        if (best == SIZE_MAX || e->time >= facts->evidence[best].time) best = i;
    }
    return best;
}

static size_t clearest(const struct ta_facts *facts, int site)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        if (!is_chip(facts, i, site)) continue;
        if (best != SIZE_MAX) {
            const struct ta_fact_evidence *b = &facts->evidence[best];
            if (clearness(e) < clearness(b)) continue;
            if (clearness(e) == clearness(b) && e->time < b->time) continue;
        }
        best = i;
    }
    return best;
}

/* Clear enough to tell one from the other by; a tenth of a per cent is no difference. */
static double whole_percent(const struct ta_fact_evidence *e)
{
    return round(100.0 * clearness(e));
}

/* Is @p a the better picture: the clearer one, of equals the earlier one? */
static bool is_better(const struct ta_fact_evidence *a,
                      const struct ta_fact_evidence *b)
{
    double more = whole_percent(a) - whole_percent(b);
    return more > 0.0 || (more == 0.0 && a->time < b->time);
}

static bool is_same_season(ta_day then, ta_day day)
{
    return day - then >= DAYS_APART && ta_season_distance(then, day) <= season;
}

/* The best of the clear looks before; of the same season only when asked, and of the span only
 * when there is one. */
static size_t clearest_before(const struct ta_facts *facts, int site, ta_day day,
                              bool seasonal, const struct ta_span *span)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        if (!is_chip(facts, i, site) || !(is_clear(e) || may_be_clear(e))) continue;
        ta_day then = ta_day_of(e->time);
        if (then >= day || (seasonal && !is_same_season(then, day))) continue;
        if (span != NULL && (then < span->first || then > span->last)) continue;
        if (best == SIZE_MAX || is_better(e, &facts->evidence[best])) best = i;
    }
    return best;
}

/* Of the first indicator that compares with a baseline. @return false when none does. */
static bool compared(const struct ta_facts *facts, struct ta_windows *out)
{
    for (size_t i = 0; i < facts->n_indicators; i++) {
        ta_windows_of(facts, &facts->indicator[i], out);
        if (out->baseline.first != TA_DAY_NONE) return true;
    }
    return false;
}

/* The latest clear look; where that is older than the window, a later one of which nobody knows how clear
 * it is shows more of how the site looks now. */
static size_t latest_shown(const struct ta_facts *facts, int site,
                           const struct ta_windows *windows)
{
    size_t clear = latest(facts, site, is_clear);
    size_t other = latest(facts, site, may_be_clear);
    if (clear == SIZE_MAX || other == SIZE_MAX)
        return clear == SIZE_MAX ? other : clear;
    if (windows == NULL || windows->window.first == TA_DAY_NONE) return clear;
    ta_day seen = ta_day_of(facts->evidence[clear].time);
    bool old = seen < windows->window.first;
    return old && ta_day_of(facts->evidence[other].time) > seen ? other : clear;
}

void ta_looks_pair(const struct ta_facts *facts, int site, struct ta_look_pair *out)
{
    struct ta_windows windows;
    bool known = compared(facts, &windows);
    *out = (struct ta_look_pair){
        SIZE_MAX, latest_shown(facts, site, known ? &windows : NULL), true};
    if (out->after == SIZE_MAX) {
        out->after = clearest(facts, site);
        return;
    }
    ta_day day = ta_day_of(facts->evidence[out->after].time);
    if (known) out->before = clearest_before(facts, site, day, true, &windows.baseline);
    if (out->before == SIZE_MAX)
        out->before = clearest_before(facts, site, day, true, NULL);
    if (out->before != SIZE_MAX) return;
    out->before = clearest_before(facts, site, day, false, NULL);
    out->same_season =
        out->before == SIZE_MAX ||
        ta_season_distance(ta_day_of(facts->evidence[out->before].time), day) <= season;
}

size_t ta_looks_lacking(const struct ta_facts *facts, int site, size_t after)
{
    size_t last = latest(facts, site, ta_look_lacks);
    if (last == SIZE_MAX || after == SIZE_MAX) return last;
    return facts->evidence[last].time >= facts->evidence[after].time ? last : SIZE_MAX;
}

static void add_layer(const struct ta_facts *facts, const char *name, size_t most,
                      const char **layer, size_t *n)
{
    for (size_t k = 0; k < *n; k++)
        if (strcmp(layer[k], name) == 0) return;
    for (size_t i = 0; *n < most && i < facts->n_looks; i++)
        if (strcmp(facts->look[i].layer, name) == 0) {
            layer[(*n)++] = facts->look[i].layer;
            return;
        }
}

size_t ta_looks_layers(const struct ta_facts *facts, size_t most, const char **layer)
{
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_indicator *known = ta_indicator_find(facts->indicator[i].id);
        for (size_t k = 0; known != NULL && k < known->n_inputs; k++)
            if (known->input[k].origin == TA_FROM_IMAGERY)
                add_layer(facts, known->input[k].key, most, layer, &n);
    }
    for (size_t i = 0; i < facts->n_looks; i++)
        add_layer(facts, facts->look[i].layer, most, layer, &n);
    return n;
}
