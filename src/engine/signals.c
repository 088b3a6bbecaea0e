/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/signals.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "air_day.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/compared.h"
#include "engine/model_use.h"
#include "engine/signal_flags.h"
#include "engine/signals_private.h"
#include "quality_flat.h"
#include "units.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);

enum ta_status ta_signals_no_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "quality of readings: out of memory");
}

static const struct ta_datastream *stream_of(const struct ta_input_set *set, size_t k)
{
    return set->stream == NULL ? NULL : set->stream[k];
}

bool ta_signals_apply(const struct ta_gathered *gathered)
{
    for (size_t s = 0; s < gathered->n_sets; s++)
        for (size_t k = 0; k < gathered->set[s].n_inputs; k++)
            if (stream_of(&gathered->set[s], k) != NULL) return true;
    return false;
}

/* --- what is looked at -------------------------------------------------------------- */

/* Its own, else as usual, and as far back as a claim goes that the indicator is about. */
static double window_days(const struct ta_gathered *gathered)
{
    static const char ending[] = ".days";
    double days = TA_SIGNALS_DAYS;
    for (size_t i = 0; i < gathered->n_params; i++)
        if (strcmp(gathered->param[i].name, "window_days") == 0)
            return gathered->param[i].value;
    for (size_t k = 0; k < gathered->indicator->n_inputs; k++) {
        const char *key = gathered->indicator->input[k].key;
        const struct ta_input *input = &gathered->set[0].input[k];
        size_t n = strlen(key), e = sizeof ending - 1;
        if (n < e || strcmp(key + n - e, ending) != 0) continue;
        if (input->reason == TA_OBSERVED) days = fmax(days, ceil(input->number));
    }
    return fmin(days, TA_CLAIMED_DAYS_MOST);
}

enum ta_status ta_signal_cut(struct ta_judging *j, const struct ta_series *all,
                             struct ta_series *out)
{
    ta_time_us *time = ta_room_take(j->room, all->n, sizeof *time);
    double *value = ta_room_take(j->room, all->n, sizeof *value);
    size_t n = 0;
    if (time == NULL || value == NULL) return ta_signals_no_memory(j->err);
    for (size_t i = 0; i < all->n; i++) {
        if (all->time[i] < j->from || all->time[i] >= j->to) continue;
        if (n > 0 && time[n - 1] == all->time[i]) continue;
        time[n] = all->time[i];
        value[n++] = all->value[i];
    }
    *out = (struct ta_series){n, time, value, NULL, all->interval_s};
    return TA_OK;
}

double ta_signal_limit(const struct ta_signal *s)
{
    double limit = NAN;
    if (ta_unit_convert(s->stream->limit, s->stream->unit, s->unit, &limit) != TA_OK)
        return NAN;
    return limit;
}

static struct ta_signal_what what_of(const struct ta_signal *s)
{
    return (struct ta_signal_what){s->stream, s->unit, s->unchecked};
}

static enum ta_status find_limits(struct ta_judging *j, struct ta_signal *s)
{
    const struct ta_signal_what what = what_of(s);
    enum ta_status rc = ta_signal_limits(j->query->tables, &what, j->query->as_of,
                                         &s->series, &s->limits, j->err);
    j->out->unchecked = j->out->unchecked || s->limits.unchecked;
    return rc;
}

/* Of an unchanged signal nothing is believed from when it last moved. */
static void fail_unchanged(struct ta_signal *s)
{
    ta_qc_flat_stretches(&s->series, s->verdict, &s->limits.flat, INFINITY, s->stretch);
    for (size_t i = 0; i < s->series.n; i++)
        s->failed[i] = s->stretch[i] == TA_FLAG_FAIL;
}

static enum ta_status judge(struct ta_judging *j, struct ta_signal *s)
{
    unsigned char *scratch = ta_room_take(j->room, s->series.n, 1);
    s->verdict = ta_room_take(j->room, s->series.n, sizeof *s->verdict);
    s->stretch = ta_room_take(j->room, s->series.n, 1);
    s->failed = ta_room_take(j->room, s->series.n, 1);
    if (scratch == NULL || s->verdict == NULL || s->stretch == NULL ||
        s->failed == NULL)
        return ta_signals_no_memory(j->err);
    enum ta_status rc = find_limits(j, s);
    if (rc == TA_OK)
        rc = ta_qc_judge(&s->series, &s->limits, &ta_qc_strict, scratch, s->verdict);
    if (rc != TA_OK && rc != TA_E_NOMEM && j->err->status == TA_OK)
        (void)ta_fail(j->err, rc, "%s: its readings do not ascend in time", s->subject);
    if (rc != TA_OK) return rc;
    ta_trust_count(&s->series, s->verdict, j->from, j->to, &s->trust);
    fail_unchanged(s);
    return TA_OK;
}

/* --- which signals ------------------------------------------------------------------ */

static struct ta_signal *find(struct ta_judging *j, const struct ta_datastream *stream)
{
    for (size_t i = 0; i < j->n; i++)
        if (j->signal[i].stream == stream) return &j->signal[i];
    return NULL;
}

static enum ta_status add(struct ta_judging *j, enum ta_signal_role role,
                          const struct ta_datastream *stream, const char *unit,
                          const struct ta_series *all)
{
    enum { ROOM = TA_ID_SIZE + TA_NAME_SIZE };
    const struct ta_project *project = j->query->project;
    size_t place = ta_stream_place(project, stream);
    struct ta_signal *s = &j->signal[j->n];
    char *subject = ta_room_take(j->room, ROOM, 1);
    if (subject == NULL) return ta_signals_no_memory(j->err);
    (void)snprintf(subject, ROOM, "%s/%s", stream->device, stream->name);
    *s = (struct ta_signal){.role = role,
                            .subject = subject,
                            .stream = stream,
                            .unit = unit,
                            .all = all,
                            .trust = {.copy = TA_COPY_CANNOT_SAY}};
    s->compared = place < project->n_datastreams && ta_compared(project, place);
    j->n++;
    return ta_signal_cut(j, all, &s->series);
}

/* The inputs' own; those of one datastream that several sets take stand once. */
static enum ta_status add_used(struct ta_judging *j)
{
    const struct ta_gathered *gathered = j->query->gathered;
    size_t n_inputs = gathered->indicator->n_inputs;
    enum ta_status rc = TA_OK;
    for (size_t s = 0; s < gathered->n_sets; s++)
        for (size_t k = 0; rc == TA_OK && k < n_inputs; k++) {
            const struct ta_datastream *stream = stream_of(&gathered->set[s], k);
            const struct ta_input *input = &gathered->set[s].input[k];
            if (stream == NULL || input->reason != TA_OBSERVED) continue;
            const struct ta_signal *there = find(j, stream);
            j->of[s * n_inputs + k] =
                there == NULL ? j->n : (size_t)(there - j->signal);
            if (there == NULL)
                rc = add(j, TA_SIGNAL_USED, stream, gathered->indicator->input[k].unit,
                         &input->series);
            j->signal[j->of[s * n_inputs + k]].unchecked = gathered->set[s].unchecked;
        }
    return rc;
}

static const struct ta_own_feed *feed_of(const struct ta_judging *j,
                                         const struct ta_datastream *stream)
{
    for (size_t i = 0; i < j->query->n_feeds; i++)
        if (j->query->feed[i].stream == stream) return &j->query->feed[i];
    return NULL;
}

/* What brought an input to the state that it stands in. */
static enum ta_status add_behind(struct ta_judging *j)
{
    const struct ta_gathered *gathered = j->query->gathered;
    enum ta_status rc = TA_OK;
    for (size_t s = 0; s < gathered->n_sets; s++)
        for (size_t b = 0; rc == TA_OK && b < TA_BEHIND_MOST; b++) {
            const struct ta_datastream *stream = gathered->set[s].behind[b];
            const struct ta_own_feed *feed = stream == NULL ? NULL : feed_of(j, stream);
            if (feed == NULL || find(j, stream) != NULL) continue;
            rc = add(j, TA_SIGNAL_BEHIND, stream, stream->unit, &feed->series);
        }
    return rc;
}

/* The unit in which those of the property are looked at; NULL: none is. */
static const char *unit_of(const struct ta_judging *j, size_t n, const char *property)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(j->signal[i].stream->property, property) == 0)
            return j->signal[i].unit;
    return NULL;
}

/* In the unit @p unit, so that stations can be held against each other. @return false: in another */
static bool bring_to(struct ta_signal *s, const char *unit, double *value)
{
    struct ta_unit_change change;
    ta_unit_change_read(s->unit, unit, &change);
    for (size_t i = 0; i < s->series.n; i++)
        if (!isnan(value[i]) && ta_unit_change(&change, value[i], &value[i]) != TA_OK)
            return false;
    s->unit = unit;
    return true;
}

/* Only neighbours ask whether a companion's readings are sound. */
static bool has_place(const struct ta_datastream *stream)
{
    return stream->setting[0] != '\0' && isfinite(stream->longitude) &&
           isfinite(stream->latitude);
}

static enum ta_status prepare_beside(struct ta_judging *j, struct ta_signal *s,
                                     const char *unit)
{
    size_t n = s->series.n;
    double *value = ta_room_take(j->room, n, sizeof *value);
    s->failed = ta_room_take(j->room, n, 1);
    if (value == NULL || s->failed == NULL) return ta_signals_no_memory(j->err);
    if (n > 0) memcpy(value, s->series.value, n * sizeof *value);
    if (!has_place(s->stream) || n == 0 || !bring_to(s, unit, value)) return TA_OK;
    s->series.value = value;
    return judge(j, s);
}

/* Others of the project that measure what one of these measures. */
static enum ta_status add_beside(struct ta_judging *j)
{
    size_t looked_at = j->n;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < j->query->n_feeds; i++) {
        const struct ta_own_feed *feed = &j->query->feed[i];
        const char *unit = unit_of(j, looked_at, feed->stream->property);
        if (unit == NULL || find(j, feed->stream) != NULL) continue;
        struct ta_signal *s = &j->signal[j->n];
        rc = add(j, TA_SIGNAL_BESIDE, feed->stream, feed->stream->unit, &feed->series);
        if (rc == TA_OK) rc = prepare_beside(j, s, unit);
    }
    return rc;
}

/* --- all of it ---------------------------------------------------------------------- */

/* What is handed on of a reading: @p i counts in the window's series. All of an unchanged stretch or a copy has
 * one flag, also what ingest held for suspect. */
static enum ta_flag passed_on(const struct ta_signal *s, size_t i, enum ta_flag flag)
{
    const struct ta_signal_what what = what_of(s);
    if (flag != TA_FLAG_MISSING && s->failed[i] != 0) return TA_FLAG_FAIL;
    return ta_signal_flag(&what, &s->verdict[i], (enum ta_flag)s->stretch[i], flag);
}

/* Flags of all readings, those of one time alike. NULL: out of memory. */
static unsigned char *flags_of(struct ta_judging *j, const struct ta_signal *s)
{
    const struct ta_series *all = s->all;
    unsigned char *flag = ta_room_take(j->room, all->n, 1);
    for (size_t i = 0, at = 0; flag != NULL && i < all->n; i++) {
        while (at < s->series.n && s->series.time[at] < all->time[i]) at++;
        enum ta_flag own = ta_series_flag(all, i);
        bool judged = at < s->series.n && s->series.time[at] == all->time[i];
        flag[i] = (unsigned char)(judged ? passed_on(s, at, own) : own);
    }
    return flag;
}

static ta_time_us hour_of(ta_time_us time)
{
    ta_time_us rest = time % us_per_hour;
    return time - (rest < 0 ? rest + us_per_hour : rest);
}

/* A reading that was brought to its state by what is not believed, which goes by the clock's hours. */
static void fail_brought(const struct ta_signal *behind, const struct ta_series *all,
                         unsigned char *flag)
{
    for (size_t b = 0, i = 0; b < behind->series.n; b++) {
        if (behind->failed[b] == 0) continue;
        ta_time_us hour = hour_of(behind->series.time[b]);
        while (i < all->n && all->time[i] < hour) i++;
        for (; i < all->n && all->time[i] < hour + us_per_hour; i++)
            if (flag[i] != TA_FLAG_MISSING) flag[i] = TA_FLAG_FAIL;
    }
}

/* Trust counts as flagged and as not evaluated what is handed on as such. @return false: out of memory */
static bool recount(struct ta_judging *j, struct ta_signal *s)
{
    const struct ta_series *all = s->all;
    const struct ta_series told = {all->n, all->time, all->value, flags_of(j, s),
                                   all->interval_s};
    if (told.flag == NULL) return false;
    ta_trust_recount(&told, j->from, j->to, &s->trust);
    return true;
}

static void say_trust(struct ta_judging *j, const struct ta_signal *s,
                      const struct ta_trust *trust)
{
    _Static_assert((int)TA_TRUST_CRITERIA == (int)TA_TRUST_COUNT, "one each");
    struct ta_trusted *out = &j->out->trusted[j->out->n_trusted++];
    *out = (struct ta_trusted){.subject = s->subject,
                               .grade = trust->grade,
                               .decided = ta_trust_word(trust->decided)};
    for (int k = 0; k < TA_TRUST_COUNT; k++) {
        enum ta_trust_criterion criterion = (enum ta_trust_criterion)k;
        out->criterion[k].name = ta_trust_word(criterion);
        out->criterion[k].grade = trust->each[k];
        out->criterion[k].value = ta_trust_value(&s->trust, criterion);
    }
}

/* What input @p at, of set @p set, deserves by its own signal and by those that brought it to its state. */
static enum ta_status conclude_input(struct ta_judging *j, size_t set, size_t at,
                                     const int *grade)
{
    const struct ta_signal *s = &j->signal[j->of[at]];
    struct ta_signals *out = j->out;
    if (s->series.n == 0) return TA_OK;
    out->grade[at] = grade[j->of[at]];
    out->flag[at] = flags_of(j, s);
    if (out->flag[at] == NULL) return ta_signals_no_memory(j->err);
    (void)snprintf(out->cause[at], TA_CAUSE_SIZE, "%s", s->cause);
    const struct ta_input_set *of = &j->query->gathered->set[set];
    for (size_t b = 0; b < TA_BEHIND_MOST && of->subject != NULL &&
                       strcmp(of->subject, s->subject) == 0;
         b++) {
        const struct ta_signal *behind =
            of->behind[b] == NULL ? NULL : find(j, of->behind[b]);
        if (behind == NULL || behind->series.n == 0) continue;
        if (grade[behind - j->signal] > out->grade[at])
            out->grade[at] = grade[behind - j->signal];
        fail_brought(behind, s->all, out->flag[at]);
    }
    return TA_OK;
}

static enum ta_status conclude(struct ta_judging *j)
{
    enum ta_status rc = TA_OK;
    const struct ta_gathered *gathered = j->query->gathered;
    size_t n_inputs = gathered->indicator->n_inputs, n = gathered->n_sets * n_inputs;
    int *grade = ta_room_take(j->room, j->n, sizeof *grade);
    j->out->trusted = ta_room_take(j->room, j->n, sizeof *j->out->trusted);
    j->out->grade = ta_room_take(j->room, n, sizeof *j->out->grade);
    j->out->flag = ta_room_take(j->room, n, sizeof *j->out->flag);
    j->out->cause = ta_room_take(j->room, n, sizeof *j->out->cause);
    if (grade == NULL || j->out->grade == NULL || j->out->flag == NULL ||
        j->out->cause == NULL || j->out->trusted == NULL)
        return ta_signals_no_memory(j->err);
    for (size_t i = 0; i < j->n; i++) {
        struct ta_trust trust = {.grade = 0};
        if (j->signal[i].series.n == 0 || j->signal[i].role == TA_SIGNAL_BESIDE)
            continue;
        if (!recount(j, &j->signal[i])) return ta_signals_no_memory(j->err);
        ta_trust_grade(&j->signal[i].trust, &trust);
        grade[i] = trust.grade;
        say_trust(j, &j->signal[i], &trust);
    }
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (j->of[i] < j->n) rc = conclude_input(j, i / n_inputs, i, grade);
    j->out->n_inputs = n_inputs;
    j->out->n_sets = gathered->n_sets;
    return rc;
}

static enum ta_status judge_all(struct ta_judging *j)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0) rc = judge(j, &j->signal[i]);
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0) rc = ta_signal_tell_own(j, &j->signal[i]);
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0)
            rc = ta_signal_tell_calibration(j, &j->signal[i]);
    return rc;
}

static enum ta_status run(struct ta_judging *j)
{
    enum ta_status rc = add_used(j);
    if (rc == TA_OK) rc = add_behind(j);
    if (rc == TA_OK) rc = judge_all(j);
    if (rc == TA_OK) rc = ta_signals_compare_past(j);
    if (rc == TA_OK) rc = add_beside(j);
    if (rc == TA_OK) rc = ta_signals_compare(j);
    if (rc == TA_OK) rc = ta_signals_compare_foreign(j);
    if (rc == TA_OK) rc = ta_signals_compare_near(j);
    return rc == TA_OK ? conclude(j) : rc;
}

static enum ta_status begin(const struct ta_signals_query *query, double days,
                            size_t n_inputs, size_t most, struct ta_judging *j)
{
    j->query = query;
    j->to = ta_time_of(query->as_of + 1);
    j->from = j->to - (ta_time_us)days * TA_US_PER_DAY;
    j->signal = ta_alloc(most, sizeof *j->signal);
    j->of = ta_alloc(n_inputs, sizeof *j->of);
    if (j->signal == NULL || j->of == NULL) return ta_signals_no_memory(j->err);
    for (size_t i = 0; i < n_inputs; i++) j->of[i] = SIZE_MAX;
    return TA_OK;
}

static enum ta_status end(struct ta_judging *j, enum ta_status rc)
{
    ta_free(j->signal);
    ta_free(j->of);
    if (j->out->finding != NULL && ta_room_keep(j->room, j->out->finding) == NULL)
        return ta_signals_no_memory(j->err);
    return rc;
}

enum ta_status ta_signals_judge(const struct ta_signals_query *query,
                                struct ta_room *room, struct ta_signals *out,
                                struct ta_error *err)
{
    struct ta_error own = {.status = TA_OK};
    const struct ta_gathered *gathered = query->gathered;
    size_t n_inputs = gathered->n_sets * gathered->indicator->n_inputs;
    *out = (struct ta_signals){.n_sets = 0};
    struct ta_judging j = {.room = room, .out = out, .err = err != NULL ? err : &own};
    if (ta_table_find(query->tables, TA_SIGNALS_TABLE) == NULL)
        return ta_fail(err, TA_E_NOTFOUND,
                       "readings: no table \"" TA_SIGNALS_TABLE "\"");
    enum ta_status rc =
        begin(query, window_days(gathered), n_inputs,
              n_inputs + TA_BEHIND_MOST * gathered->n_sets + query->n_feeds, &j);
    return end(&j, rc == TA_OK ? run(&j) : rc);
}

/* --- signals of no indicator -------------------------------------------------------- */

static bool is_used(size_t n, const struct ta_gathered *gathered,
                    const struct ta_datastream *stream)
{
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < gathered[i].n_sets; s++) {
            const struct ta_input_set *set = &gathered[i].set[s];
            for (size_t k = 0; k < set->n_inputs; k++)
                if (stream_of(set, k) == stream) return true;
            for (size_t b = 0; b < TA_BEHIND_MOST; b++)
                if (set->behind[b] == stream) return true;
        }
    return false;
}

enum ta_status ta_signals_unused(const struct ta_signals_query *query, size_t n,
                                 const struct ta_gathered *gathered,
                                 struct ta_room *room, struct ta_signals *out,
                                 struct ta_error *err)
{
    struct ta_error own = {.status = TA_OK};
    *out = (struct ta_signals){.n_sets = 0};
    struct ta_judging j = {.room = room, .out = out, .err = err != NULL ? err : &own};
    if (query->n_foreign == 0) return TA_OK;
    enum ta_status rc = begin(query, TA_SIGNALS_DAYS, 0, query->n_feeds, &j);
    for (size_t i = 0; rc == TA_OK && i < query->n_feeds; i++) {
        const struct ta_own_feed *feed = &query->feed[i];
        if (is_used(n, gathered, feed->stream)) continue;
        struct ta_signal *s = &j.signal[j.n];
        rc = add(&j, TA_SIGNAL_UNUSED, feed->stream, feed->stream->unit, &feed->series);
        if (rc != TA_OK) break;
        s->failed = ta_room_take(room, s->series.n, 1);
        if (s->failed == NULL) rc = ta_signals_no_memory(j.err);
    }
    if (rc == TA_OK) rc = ta_signals_compare_foreign(&j);
    return end(&j, rc);
}
