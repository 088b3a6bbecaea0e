/* SPDX-License-Identifier: Apache-2.0 */
#include "record/figures_scan.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "record/codes.h"
#include "record/in_part.h"
#include "record/silence.h"

/* --- words ---------------------------------------------------------------------------------- */

bool ta_figures_reason(struct ta_json_span word, enum ta_reason *out)
{
    for (int i = 0; i < TA_REASON_COUNT; i++)
        if (ta_json_span_is(word, ta_reason_code((enum ta_reason)i))) {
            *out = (enum ta_reason)i;
            return true;
        }
    return false;
}

enum ta_gate_state ta_figures_gate(struct ta_json_span word)
{
    for (int i = 0; i <= TA_GATE_FIRES; i++)
        if (ta_json_span_is(word, ta_gate_code((enum ta_gate_state)i)))
            return (enum ta_gate_state)i;
    return TA_GATE_NOT_EVALUATED;
}

enum ta_indicator_use ta_figures_use(struct ta_json_span word)
{
    if (ta_json_span_is(word, "scored")) return TA_USED_SCORED;
    return ta_json_span_is(word, "gate") ? TA_USED_GATE : TA_USED_REPORTED;
}

bool ta_figures_excepted(struct ta_json_span why)
{
    static const char words[] = "the model does not ask it";
    return why.bytes != NULL && why.size >= sizeof words - 1 &&
           memcmp(why.bytes, words, sizeof words - 1) == 0;
}

/* --- indicators ----------------------------------------------------------------------------- */

const char *const ta_figures_detailed[TA_DETAILED_COUNT] = {
    [TA_DETAILED_FINANCED] = "financed_emissions",
    [TA_DETAILED_PD] = "stressed_pd",
    [TA_DETAILED_LGD] = "stressed_lgd",
    [TA_DETAILED_LIMIT] = "limit_exceedance"};

struct scanning {
    struct ta_json_scan scan;
    struct ta_figures *figures;
    size_t n_rows, capacity;
    bool has_indicators;
    struct ta_json_span details[TA_DETAILED_COUNT], evidence;
    struct ta_text *rest;
};

static const struct ta_indicator *find(struct ta_json_span id)
{
    for (size_t i = 0; i < ta_indicator_count(); i++)
        if (ta_json_span_is(id, ta_indicator_at(i)->id)) return ta_indicator_at(i);
    return NULL;
}

/* {"name":...,"value":...}: the parameter that a row names most probably is the next. */
static void read_param(struct scanning *s, struct ta_figures_indicator *to,
                       size_t guess)
{
    struct ta_json_list list = {.begun = false};
    struct ta_json_span name = {NULL, 0};
    double value = (double)NAN;
    while (ta_json_scan_member(&s->scan, &list))
        if (ta_json_span_is(list.key, "name"))
            name = ta_json_scan_text(&s->scan);
        else if (ta_json_span_is(list.key, "value"))
            value = ta_json_scan_number(&s->scan);
        else
            (void)ta_json_scan_skip(&s->scan);
    size_t n = to->indicator->n_params;
    for (size_t i = 0; i < n; i++) {
        size_t k = (guess + i) % n;
        if (!ta_json_span_is(name, to->indicator->param[k].name)) continue;
        to->param[k] = value;
        return;
    }
}

/* Knows the indicator, and no parameter of it yet. @return false when out of memory */
static bool begin_params(struct ta_json_span id, struct ta_figures_indicator *to)
{
    to->indicator = find(id);
    if (to->indicator == NULL) return true; /* of another program */
    size_t n = to->indicator->n_params;
    to->param = ta_alloc(n, sizeof *to->param);
    for (size_t k = 0; to->param != NULL && k < n; k++) to->param[k] = (double)NAN;
    return to->param != NULL;
}

static void read_params(struct scanning *s, struct ta_json_span id,
                        struct ta_figures_indicator *to)
{
    struct ta_json_list list = {.begun = false};
    if (!begin_params(id, to)) s->scan.failed = true;
    if (to->indicator == NULL) (void)ta_json_scan_skip(&s->scan);
    for (size_t i = 0; to->indicator != NULL && ta_json_scan_element(&s->scan, &list);
         i++)
        read_param(s, to, i);
}

/* Of a gate's rule, which other indicators have not. */
static double cap_of(struct ta_json_span gating)
{
    static const char member[] = "\"score_cap\":";
    size_t n = sizeof member - 1;
    for (size_t i = 0; gating.bytes != NULL && i + n < gating.size; i++) {
        if (memcmp(gating.bytes + i, member, n) != 0) continue;
        struct ta_json_scan scan =
            ta_json_scan_start(gating.bytes + i + n, gating.size - i - n);
        return ta_json_scan_number(&scan);
    }
    return (double)NAN;
}

struct row {
    struct ta_json_span id, reason, details, why;
    double grade, unseen;
};

static void read_member(struct scanning *s, struct ta_json_span key, struct row *row,
                        struct ta_figures_indicator *to)
{
    struct ta_json_scan *scan = &s->scan;
    if (ta_json_span_is(key, "details"))
        row->details = ta_json_scan_skip(scan);
    else if (ta_json_span_is(key, "gate"))
        to->gate = ta_figures_gate(ta_json_scan_text(scan));
    else if (ta_json_span_is(key, "gating"))
        to->cap = cap_of(ta_json_scan_skip(scan));
    else if (ta_json_span_is(key, "grade"))
        row->grade = ta_json_scan_number(scan);
    else if (ta_json_span_is(key, "hi"))
        to->hi = ta_json_scan_number(scan);
    else if (ta_json_span_is(key, "id"))
        row->id = ta_json_scan_text(scan);
    else if (ta_json_span_is(key, "lo"))
        to->lo = ta_json_scan_number(scan);
    else if (ta_json_span_is(key, "params"))
        read_params(s, row->id, to); /* after the id, as keys ascend */
    else if (ta_json_span_is(key, "reason"))
        row->reason = ta_json_scan_text(scan);
    else if (ta_json_span_is(key, "unchecked"))
        to->unchecked = ta_json_scan_true(scan);
    else if (ta_json_span_is(key, "unseen_share"))
        row->unseen = ta_json_scan_number(scan);
    else if (ta_json_span_is(key, "use"))
        to->use = ta_figures_use(ta_json_scan_text(scan));
    else if (ta_json_span_is(key, "value"))
        to->value = ta_json_scan_number(scan);
    else if (ta_json_span_is(key, "why"))
        row->why = ta_json_scan_text(scan);
    else
        (void)ta_json_scan_skip(scan);
}

/* @return false when they were there already */
static bool keep_details(struct scanning *s, const struct row *row)
{
    for (int i = 0; row->details.bytes != NULL && i < TA_DETAILED_COUNT; i++) {
        if (!ta_json_span_is(row->id, ta_figures_detailed[i])) continue;
        if (s->details[i].bytes != NULL) return false;
        s->details[i] = row->details;
    }
    return true;
}

/* Of what was observed. @return false without a value, and when the details are not understood */
static bool read_in_part(struct ta_json_span details, struct ta_figures_indicator *to)
{
    struct ta_in_part part = {.unseen = false};
    struct ta_json_scan scan = ta_json_scan_start(details.bytes, details.size);
    struct ta_json_list rows = {.begun = false};
    if (details.bytes == NULL || details.bytes[0] != '[') return !isnan(to->value);
    while (ta_json_scan_element(&scan, &rows)) {
        struct ta_json_list list = {.begun = false};
        struct ta_json_span name = {NULL, 0};
        double value = (double)NAN;
        while (ta_json_scan_member(&scan, &list))
            if (ta_json_span_is(list.key, "name"))
                name = ta_json_scan_text(&scan);
            else if (ta_json_span_is(list.key, "value"))
                value = ta_json_scan_number(&scan);
            else
                (void)ta_json_scan_skip(&scan);
        ta_in_part_take(&part, name, value);
    }
    to->in_part = ta_in_part(&part);
    return !scan.failed && !isnan(to->value);
}

/* What a parsed record would be refused for is for the parser to say. */
static bool settle_row(struct scanning *s, const struct row *row,
                       struct ta_figures_indicator *to)
{
    if (row->id.bytes == NULL || !keep_details(s, row)) return false;
    if (to->param == NULL && !begin_params(row->id, to)) return false;
    if (to->indicator == NULL) return true;
    if (!ta_figures_reason(row->reason, &to->reason)) return false;
    if (to->reason == TA_OBSERVED && !read_in_part(row->details, to)) return false;
    to->excepted = ta_figures_excepted(row->why);
    if (row->why.bytes != NULL)
        to->silence = ta_silence_key(to->indicator->id, ta_reason_code(to->reason),
                                     row->why.bytes, row->why.size);
    to->grade = row->grade >= 1.0 && row->grade <= 5.0 ? (int)row->grade : 0;
    to->unseen_share = row->unseen >= 0.0 && row->unseen <= 1.0 ? row->unseen : 0.0;
    s->figures->n_indicators++;
    return true;
}

static bool read_row(struct scanning *s)
{
    struct ta_figures *f = s->figures;
    struct row row = {.grade = (double)NAN, .unseen = (double)NAN};
    struct ta_json_list list = {.begun = false};
    if (++s->n_rows > TA_FIGURES_INDICATORS_MOST ||
        ta_grow((void **)&f->indicator, &s->capacity, f->n_indicators,
                sizeof *f->indicator) != 0)
        return false;
    struct ta_figures_indicator *to = &f->indicator[f->n_indicators];
    *to = (struct ta_figures_indicator){.value = (double)NAN,
                                        .lo = (double)NAN,
                                        .hi = (double)NAN,
                                        .gate = TA_GATE_NOT_EVALUATED,
                                        .cap = (double)NAN,
                                        .use = TA_USED_REPORTED};
    while (ta_json_scan_member(&s->scan, &list)) read_member(s, list.key, &row, to);
    size_t before = f->n_indicators;
    bool good = !s->scan.failed && settle_row(s, &row, to);
    if (f->n_indicators == before) ta_free(to->param);
    return good;
}

static void read_indicators(struct scanning *s)
{
    struct ta_json_list list = {.begun = false};
    s->has_indicators = true;
    while (ta_json_scan_element(&s->scan, &list))
        if (!read_row(s)) s->scan.failed = true;
}

/* --- evidence ------------------------------------------------------------------------------- */

enum { DAY_TEXT = 10, MONTH_TEXT = 7 };
static const double us_per_hour = 3600e6;

/* PROJECT/YYYY-MM-DD or PROJECT/YYYY-MM: readings of other projects are compared, too. */
static ta_day first_day_of(struct ta_json_span id, const char *project)
{
    char text[DAY_TEXT + 1] = "0000-00-01";
    size_t n = strlen(project);
    ta_day day;
    if (id.bytes == NULL || id.size <= n || memcmp(id.bytes, project, n) != 0 ||
        id.bytes[n] != '/')
        return TA_DAY_NONE;
    size_t size = id.size - n - 1;
    if (size != DAY_TEXT && size != MONTH_TEXT) return TA_DAY_NONE;
    memcpy(text, id.bytes + n + 1, size);
    return ta_day_parse(text, &day) == TA_OK ? day : TA_DAY_NONE;
}

/* Within the last valid hour, which is in one of the files. */
static ta_time_us last_hour(const struct ta_figures *f)
{
    bool said = f->silent_hours >= 0.0 && f->silent_hours < 1e6;
    return said ? ta_time_of(f->as_of + 1) -
                      (ta_time_us)(f->silent_hours * us_per_hour) - 1
                : TA_TIME_NONE;
}

static void take(struct ta_figures *f, ta_time_us time)
{
    if (time != TA_TIME_NONE && (f->newest == TA_TIME_NONE || time > f->newest))
        f->newest = time;
}

static void take_readings(struct ta_json_span id, struct ta_figures *f)
{
    ta_day first = first_day_of(id, f->project);
    if (first == TA_DAY_NONE || first > f->as_of) return;
    take(f, ta_time_of(first));
    take(f, last_hour(f));
}

bool ta_figures_take_evidence(const struct ta_figures_evidence *row,
                              struct ta_figures *figures)
{
    char text[TA_TIME_TEXT];
    ta_time_us time;
    if (ta_json_span_is(row->kind, "partition")) take_readings(row->id, figures);
    if (row->time.bytes == NULL || row->clear <= 0.0) return true;
    if (row->time.size >= sizeof text ||
        memchr(row->time.bytes, '\\', row->time.size) != NULL)
        return false;
    memcpy(text, row->time.bytes, row->time.size);
    text[row->time.size] = '\0';
    if (ta_time_parse(text, &time) == TA_OK) take(figures, time);
    return true;
}

static bool read_evidence(struct ta_json_scan *scan, struct ta_figures *figures)
{
    struct ta_figures_evidence row = {.clear = (double)NAN};
    struct ta_json_list list = {.begun = false};
    while (ta_json_scan_member(scan, &list))
        if (ta_json_span_is(list.key, "clear_fraction"))
            row.clear = ta_json_scan_number(scan);
        else if (ta_json_span_is(list.key, "id"))
            row.id = ta_json_scan_text(scan);
        else if (ta_json_span_is(list.key, "kind"))
            row.kind = ta_json_scan_text(scan);
        else if (ta_json_span_is(list.key, "time"))
            row.time = ta_json_scan_text(scan);
        else
            (void)ta_json_scan_skip(scan);
    return !scan->failed && ta_figures_take_evidence(&row, figures);
}

bool ta_figures_scan_evidence(struct ta_json_span evidence, struct ta_figures *figures)
{
    struct ta_json_scan scan = ta_json_scan_start(evidence.bytes, evidence.size);
    struct ta_json_list rows = {.begun = false};
    figures->newest = TA_TIME_NONE;
    if (evidence.bytes == NULL) return true;
    while (ta_json_scan_element(&scan, &rows))
        if (!read_evidence(&scan, figures)) return false;
    return ta_json_scan_ended(&scan);
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Members that are read from a tree. */
static bool is_short(struct ta_json_span key)
{
    static const char *const short_ones[] = {"as_of", "class",   "indicative_because",
                                             "model", "opinion", "schema",
                                             "score", "subject", "valid_to"};
    for (size_t i = 0; i < sizeof short_ones / sizeof *short_ones; i++)
        if (ta_json_span_is(key, short_ones[i])) return true;
    return false;
}

static void hand_on(struct ta_text *rest, struct ta_json_span key,
                    struct ta_json_span value)
{
    ta_text_add(rest, rest->size > 1 ? ",\"" : "\"");
    ta_text_add_bytes(rest, key.bytes, key.size);
    ta_text_add(rest, "\":");
    ta_text_add_bytes(rest, value.bytes, value.size);
}

static void read_all(struct scanning *s)
{
    struct ta_json_list list = {.begun = false};
    while (ta_json_scan_member(&s->scan, &list)) {
        if (ta_json_span_is(list.key, "indicators")) {
            read_indicators(s);
        } else if (ta_json_span_is(list.key, "evidence")) {
            s->evidence = ta_json_scan_skip(&s->scan);
        } else {
            struct ta_json_span value = ta_json_scan_skip(&s->scan);
            if (!s->scan.failed && is_short(list.key))
                hand_on(s->rest, list.key, value);
        }
    }
}

bool ta_figures_scan(const char *body, size_t size, struct ta_figures *figures,
                     struct ta_json_span *evidence, struct ta_text *rest)
{
    struct scanning s = {
        .scan = ta_json_scan_start(body, size), .figures = figures, .rest = rest};
    rest->size = 0;
    ta_text_add(rest, "{");
    read_all(&s);
    for (int i = 0; i < TA_DETAILED_COUNT; i++) {
        const char *id = ta_figures_detailed[i];
        if (s.details[i].bytes != NULL)
            hand_on(rest, (struct ta_json_span){id, strlen(id)}, s.details[i]);
    }
    ta_text_add(rest, "}");
    *evidence = s.evidence;
    return ta_json_scan_ended(&s.scan) && s.has_indicators && !rest->failed;
}
