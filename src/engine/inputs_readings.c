/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_readings.c  Sealed readings to series: one per datastream that an indicator is about.
 *
 *  A key "limited" stands for each datastream with a permitted limit, one set of inputs each, in the
 *  state in which the limit stands; "limited.measured" for the same, dry, never brought to reference oxygen.
 *  Any other key is a property without a limit: what has a limit is a stack or an outfall, and no air to
 *  breathe. Beside a limited datastream it is that of its device, or the only one of the project; else the
 *  first registered one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/inputs_private.h"
#include "engine/model_use.h"
#include "engine/reading_flags.h"
#include "series/readings.h"
#include "stack_state.h"
#include "units.h"

static const char limited[] = "limited", measured[] = "limited.measured";

static bool is_of_limited(const char *key)
{
    return strcmp(key, limited) == 0 || strcmp(key, measured) == 0;
}

/* All readings of one registered datastream. */
struct feed {
    const struct ta_datastream *stream;
    size_t n, capacity;
    struct ta_reading *reading;
    bool unchecked;     /* some came by an unchecked decoder */
    uint8_t flag_rules; /* the oldest that its flags are by */
    size_t n_parts, parts_capacity;
    size_t *part; /* places of the evidence it stands in */
};

struct gathering {
    const struct ta_loading *loading;
    struct ta_inputs *out;
    size_t n;
    struct feed *feed; /* one per datastream of the project */
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

static void gathering_free(struct gathering *g)
{
    for (size_t i = 0; i < g->n; i++) {
        ta_free(g->feed[i].reading);
        ta_free(g->feed[i].part);
    }
    ta_free(g->feed);
}

/* --- partitions to feeds ------------------------------------------------------------ */

static struct feed *feed_of(struct gathering *g, const struct ta_reading_run *run)
{
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->feed[i].stream->device, run->device) == 0 &&
            strcmp(g->feed[i].stream->name, run->name) == 0)
            return &g->feed[i];
    return NULL;
}

static enum ta_status add_reading(struct feed *feed, const struct ta_reading *reading,
                                  struct ta_error *err)
{
    if (ta_grow((void **)&feed->reading, &feed->capacity, feed->n,
                sizeof *feed->reading) != 0)
        return out_of_memory(err);
    feed->reading[feed->n++] = *reading;
    return TA_OK;
}

/* In the unit that the datastream is registered with, in which its limit stands. */
static enum ta_status take_run(struct gathering *g, size_t evidence,
                               const struct ta_reading_run *run, struct ta_error *err)
{
    struct feed *feed = feed_of(g, run);
    ta_time_us end = ta_time_of(g->loading->as_of + 1);
    enum ta_status rc = TA_OK;
    if (feed == NULL) return TA_OK; /* no longer registered */
    if (ta_grow((void **)&feed->part, &feed->parts_capacity, feed->n_parts,
                sizeof *feed->part) != 0)
        return out_of_memory(err);
    feed->part[feed->n_parts++] = evidence;
    feed->unchecked = feed->unchecked || run->unchecked;
    feed->flag_rules = ta_flags_rules_kept(feed->flag_rules, run->flag_rules);
    struct ta_unit_change registered;
    ta_unit_change_read(run->unit, feed->stream->unit, &registered);
    for (size_t i = 0; rc == TA_OK && i < run->n; i++) {
        struct ta_reading reading = run->reading[i];
        if (reading.time >= end) continue;
        if (!isnan(reading.value) &&
            ta_unit_change(&registered, reading.value, &reading.value) != TA_OK)
            return ta_fail(err, TA_E_DATA, "evidence %s: %s of %s: \"%s\" is no %s",
                           g->loading->evidence->item[evidence].id, run->name,
                           run->device, run->unit, feed->stream->unit);
        rc = add_reading(feed, &reading, err);
    }
    return rc;
}

/* The file says of no project that it is its own: its name must. */
static bool is_in_its_place(const struct ta_evidence_item *item)
{
    char place[TA_SCENE_SIZE + 16];
    int n = snprintf(place, sizeof place, "readings/%s%s.v",
                     item->id[0] == '.' ? "%" : "", item->id);
    return n > 0 && strncmp(item->path, place, (size_t)n) == 0;
}

static enum ta_status load_partition(struct gathering *g, size_t evidence,
                                     struct ta_error *err)
{
    struct ta_evidence_item *item = &g->loading->evidence->item[evidence];
    struct ta_reading_run *run = NULL;
    size_t n = 0, id = strlen(g->loading->project->id);
    char *path = NULL;
    bool own =
        strncmp(item->id, g->loading->project->id, id) == 0 && item->id[id] == '/';
    if (!is_in_its_place(item))
        return ta_fail(err, TA_E_DATA, "evidence %s: %.200s is the file of another",
                       item->id, item->path);
    if (!own) return ta_inputs_foreign(g->loading, item, g->out, err);
    item->simulated = g->loading->project->simulated;
    enum ta_status rc = ta_evidence_file(g->loading->workspace, item, &path, err);
    if (rc != TA_OK) return rc;
    rc = ta_readings_read(path, &run, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = take_run(g, evidence, &run[i], err);
    ta_reading_runs_free(run, n);
    ta_free(path);
    return rc;
}

static int by_time(const void *left, const void *right)
{
    const struct ta_reading *a = left, *b = right;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    if (a->received != b->received) return a->received < b->received ? -1 : 1;
    if (isnan(a->value) || isnan(b->value))
        return (isnan(a->value) != 0) - (isnan(b->value) != 0);
    return (a->value > b->value) - (a->value < b->value);
}

/* Files come in order of days, so that mostly nothing is to be sorted. */
static bool is_sorted(const struct feed *feed)
{
    for (size_t i = 1; i < feed->n; i++)
        if (by_time(&feed->reading[i - 1], &feed->reading[i]) > 0) return false;
    return true;
}

/* A day that is also in its month's partition counts once. */
static void settle(struct feed *feed)
{
    size_t n = 0;
    if (!is_sorted(feed)) qsort(feed->reading, feed->n, sizeof *feed->reading, by_time);
    for (size_t i = 0; i < feed->n; i++)
        if (n == 0 || by_time(&feed->reading[n - 1], &feed->reading[i]) != 0)
            feed->reading[n++] = feed->reading[i];
    feed->n = n;
}

static enum ta_status load_all(struct gathering *g, struct ta_error *err)
{
    const struct ta_project *project = g->loading->project;
    enum ta_status rc = TA_OK;
    g->feed = ta_alloc(project->n_datastreams, sizeof *g->feed);
    if (g->feed == NULL) return out_of_memory(err);
    g->n = project->n_datastreams;
    for (size_t i = 0; i < g->n; i++)
        g->feed[i] = (struct feed){.stream = &project->datastream[i],
                                   .flag_rules = TA_FLAG_RULES};
    for (size_t i = 0; rc == TA_OK && i < g->loading->evidence->n; i++)
        if (g->loading->evidence->item[i].kind == TA_EVIDENCE_PARTITION)
            rc = load_partition(g, i, err);
    for (size_t i = 0; i < g->n; i++) settle(&g->feed[i]);
    return rc;
}

/* --- feeds to series ---------------------------------------------------------------- */

static enum ta_status silent(struct gathering *g, struct ta_input_set *set,
                             struct ta_input *input, const char *words,
                             const struct ta_datastream *stream, struct ta_error *err)
{
    enum { ROOM = 160 };
    char *why = ta_room_take(&g->out->room, ROOM, 1);
    if (why == NULL) return out_of_memory(err);
    (void)snprintf(why, ROOM, "%s%s%.60s%s%.60s", words, stream != NULL ? " " : "",
                   stream != NULL ? stream->device : "", stream != NULL ? "/" : "",
                   stream != NULL ? stream->name : "");
    input->reason = TA_CLIENT_SILENT;
    set->why = why;
    return TA_OK;
}

/* What the device measures of @p property; NULL when nothing. */
static const struct feed *measured_by(const struct gathering *g, const struct feed *of,
                                      const char *property)
{
    for (size_t i = 0; i < g->n; i++) {
        const struct feed *feed = &g->feed[i];
        if (strcmp(feed->stream->device, of->stream->device) == 0 &&
            strcmp(feed->stream->property, property) == 0 && feed->n > 0)
            return feed;
    }
    return NULL;
}

/* The same in %; n is 0 when nothing. */
static enum ta_status share_of(const struct gathering *g, const struct feed *of,
                               const char *property, struct ta_series *out,
                               struct ta_error *err)
{
    const struct feed *feed = measured_by(g, of, property);
    *out = (struct ta_series){.n = 0};
    if (feed == NULL) return TA_OK;
    return ta_inputs_share(&g->out->room, feed->stream, feed->n, feed->reading, out,
                           err);
}

static bool is_wet(const struct ta_datastream *stream)
{
    return strcmp(stream->basis, "wet") == 0;
}

/* Whose readings bring those of @p feed to the state that @p key asks for. */
static void note_behind(const struct gathering *g, const struct feed *feed,
                        const char *key, struct ta_input_set *set)
{
    const struct feed *moist = measured_by(g, feed, "moisture");
    const struct feed *oxygen = measured_by(g, feed, "oxygen");
    if (is_wet(feed->stream) && moist != NULL) set->behind[0] = moist->stream;
    if (feed->stream->reference_oxygen > 0.0 && oxygen != NULL &&
        strcmp(key, limited) == 0)
        set->behind[1] = oxygen->stream;
}

/* Bring the readings of a stack to the state they are asked for in. */
static enum ta_status bring(const struct gathering *g, const struct feed *feed,
                            bool to_reference, size_t n, const ta_time_us *time,
                            double *value, unsigned char *flag, struct ta_error *err)
{
    const struct ta_datastream *stream = feed->stream;
    struct ta_series moist, oxygen;
    struct ta_stack_state state = {
        .wet = is_wet(stream),
        .moisture = stream->moisture > 0.0 ? stream->moisture : (double)NAN,
        .reference_oxygen = to_reference ? stream->reference_oxygen : 0.0};
    if (!state.wet && !(state.reference_oxygen > 0.0)) return TA_OK;
    enum ta_status rc = share_of(g, feed, "moisture", &moist, err);
    if (rc == TA_OK) rc = share_of(g, feed, "oxygen", &oxygen, err);
    if (rc != TA_OK) return rc;
    state.moist = moist.n > 0 ? &moist : NULL;
    state.oxygen = oxygen.n > 0 ? &oxygen : NULL;
    (void)ta_stack_state_apply(&state, n, time, value, flag);
    return TA_OK;
}

static enum ta_status lay_series(struct gathering *g, const struct feed *feed,
                                 const struct ta_input_spec *spec,
                                 struct ta_input *input, struct ta_error *err)
{
    const char *unit = spec->unit;
    struct ta_room *room = &g->out->room;
    ta_time_us *time = ta_room_take(room, feed->n, sizeof *time);
    double *value = ta_room_take(room, feed->n, sizeof *value);
    unsigned char *flag = ta_room_take(room, feed->n, 1);
    if (time == NULL || value == NULL || flag == NULL) return out_of_memory(err);
    struct ta_unit_change asked;
    ta_unit_change_read(feed->stream->unit, unit, &asked);
    for (size_t i = 0; i < feed->n; i++) {
        time[i] = feed->reading[i].time;
        flag[i] = feed->reading[i].flag;
        value[i] = feed->reading[i].value;
        if (!isnan(value[i]) && ta_unit_change(&asked, value[i], &value[i]) != TA_OK)
            return ta_fail(err, TA_E_INTERNAL, "%s: \"%s\" is no %s",
                           feed->stream->name, feed->stream->unit, unit);
    }
    enum ta_status rc = TA_OK;
    if (is_of_limited(spec->key))
        rc = bring(g, feed, strcmp(spec->key, limited) == 0, feed->n, time, value, flag,
                   err);
    if (rc != TA_OK) return rc;
    input->series =
        (struct ta_series){feed->n, time, value, flag, feed->stream->interval_s};
    input->reason = TA_OBSERVED;
    g->out->unchecked_decoder = g->out->unchecked_decoder || feed->unchecked;
    return TA_OK;
}

static bool comparable(const struct ta_datastream *stream, const char *unit)
{
    double ignored;
    return ta_unit_convert(1.0, stream->unit, unit, &ignored) == TA_OK;
}

/* The series of @p feed as the input that @p spec asks for. */
static enum ta_status fill_series(struct gathering *g, const struct feed *feed,
                                  const struct ta_input_spec *spec,
                                  struct ta_input_set *set, struct ta_input *input,
                                  struct ta_error *err)
{
    if (!comparable(feed->stream, spec->unit)) {
        enum ta_status rc =
            silent(g, set, input, "in another unit than asked for:", feed->stream, err);
        input->reason = TA_SOURCE_UNAVAILABLE;
        return rc;
    }
    if (feed->n == 0) return silent(g, set, input, "no reading of", feed->stream, err);
    set->stream[input - set->input] = feed->stream;
    if (is_of_limited(spec->key)) note_behind(g, feed, spec->key, set);
    return lay_series(g, feed, spec, input, err);
}

static enum ta_status rest_on(struct gathering *g, struct ta_gathered *gathered,
                              const struct feed *feed, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < feed->n_parts; i++)
        rc = ta_gathered_rests_on(g->out, gathered, feed->part[i], err);
    return rc;
}

/* @param device whose it has to be, or the only one of the project; NULL: the first */
static const struct feed *ambient_of(const struct gathering *g, const char *property,
                                     const char *device)
{
    const struct feed *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct ta_datastream *stream = g->feed[i].stream;
        if (!isnan(stream->limit) || strcmp(stream->property, property) != 0) continue;
        if (device != NULL && strcmp(stream->device, device) == 0) return &g->feed[i];
        if (n++ == 0) first = &g->feed[i];
    }
    return device == NULL || n == 1 ? first : NULL;
}

/* The device of "device/name"; NULL when the set is about no datastream. */
static const char *device_of(const struct ta_input_set *set, char room[TA_ID_SIZE])
{
    if (set->subject == NULL) return NULL;
    (void)snprintf(room, TA_ID_SIZE, "%.*s", (int)strcspn(set->subject, "/"),
                   set->subject);
    return room;
}

/* What the project says of a datastream that stands beside the one the set is about. */
static void fill_policies(const struct ta_indicator *indicator, const char *property,
                          const struct ta_datastream *stream, struct ta_input_set *set)
{
    for (size_t k = 0; k < set->n_inputs; k++)
        if (indicator->input[k].origin == TA_FROM_PROJECT)
            ta_inputs_policy(stream, property, &indicator->input[k], &set->input[k]);
}

static enum ta_status fill_property(struct gathering *g, struct ta_gathered *gathered,
                                    size_t k, struct ta_error *err)
{
    const struct ta_input_spec *spec = &gathered->indicator->input[k];
    enum ta_status rc = TA_OK;
    for (size_t s = 0; rc == TA_OK && s < gathered->n_sets; s++) {
        char device[TA_ID_SIZE];
        struct ta_input_set *set = &gathered->set[s];
        const struct feed *feed = ambient_of(g, spec->key, device_of(set, device));
        if (feed == NULL) {
            set->input[k].reason = TA_CLIENT_SILENT;
            continue;
        }
        fill_policies(gathered->indicator, spec->key, feed->stream, set);
        rc = fill_series(g, feed, spec, set, &set->input[k], err);
        if (rc == TA_OK) rc = rest_on(g, gathered, feed, err);
    }
    return rc;
}

/* --- one set per datastream with a limit --------------------------------------------- */

static bool is_limited(const struct ta_datastream *stream)
{
    return isfinite(stream->limit);
}

size_t ta_inputs_sets(const struct ta_indicator *indicator,
                      const struct ta_project *project)
{
    size_t n = 0;
    bool asks = false;
    for (size_t k = 0; k < indicator->n_inputs; k++)
        asks = asks || (indicator->input[k].origin == TA_FROM_READINGS &&
                        is_of_limited(indicator->input[k].key));
    for (size_t i = 0; asks && i < project->n_datastreams; i++)
        if (is_limited(&project->datastream[i])) n++;
    return n > 0 ? n : 1;
}

static enum ta_status fill_set(struct gathering *g, struct ta_gathered *gathered,
                               struct ta_input_set *set, const struct feed *feed,
                               struct ta_error *err)
{
    enum { ROOM = TA_ID_SIZE + TA_NAME_SIZE };
    enum ta_status rc = TA_OK;
    char *subject = ta_room_take(&g->out->room, ROOM, 1);
    if (subject == NULL) return out_of_memory(err);
    (void)snprintf(subject, ROOM, "%s/%s", feed->stream->device, feed->stream->name);
    set->subject = subject;
    set->unchecked = feed->unchecked;
    for (size_t k = 0; rc == TA_OK && k < set->n_inputs; k++) {
        const struct ta_input_spec *spec = &gathered->indicator->input[k];
        if (is_of_limited(spec->key))
            rc = fill_series(g, feed, spec, set, &set->input[k], err);
        else if (spec->origin == TA_FROM_PROJECT)
            ta_inputs_policy(feed->stream, "", spec, &set->input[k]);
    }
    return rc == TA_OK ? rest_on(g, gathered, feed, err) : rc;
}

static enum ta_status fill_limited(struct gathering *g, struct ta_gathered *gathered,
                                   struct ta_error *err)
{
    size_t s = 0;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < g->n; i++)
        if (is_limited(g->feed[i].stream))
            rc = fill_set(g, gathered, &gathered->set[s++], &g->feed[i], err);
    if (rc != TA_OK || s > 0) return rc;
    for (size_t k = 0; k < gathered->set[0].n_inputs; k++)
        gathered->set[0].input[k].reason = TA_CLIENT_SILENT;
    gathered->set[0].why = "no datastream with a permitted limit is registered";
    return TA_OK;
}

static enum ta_status fill(struct gathering *g, struct ta_gathered *gathered,
                           struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t k = 0; rc == TA_OK && k < gathered->indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &gathered->indicator->input[k];
        if (spec->origin != TA_FROM_READINGS) continue;
        if (is_of_limited(spec->key))
            rc = fill_limited(g, gathered, err);
        else
            rc = fill_property(g, gathered, k, err);
    }
    return rc;
}

/* --- what they are held against ------------------------------------------------------ */

/* Does another datastream, of this project or of another, measure the same? */
static bool has_company(const struct gathering *g, const struct feed *feed)
{
    const char *property = feed->stream->property;
    for (size_t i = 0; i < g->n; i++)
        if (&g->feed[i] != feed && strcmp(g->feed[i].stream->property, property) == 0)
            return true;
    for (size_t i = 0; i < g->out->n_foreign; i++)
        if (strcmp(g->out->foreign[i].property, property) == 0) return true;
    return false;
}

/* Then its readings stand as inputs in another state than they were measured in. */
static bool is_brought(const struct feed *feed)
{
    return is_wet(feed->stream) || feed->stream->reference_oxygen > 0.0;
}

static bool brings(const struct feed *feed)
{
    return strcmp(feed->stream->property, "moisture") == 0 ||
           strcmp(feed->stream->property, "oxygen") == 0;
}

static enum ta_status lay_feed(struct gathering *g, const struct feed *feed,
                               struct ta_error *err)
{
    struct ta_room *room = &g->out->room;
    ta_time_us *time = ta_room_take(room, feed->n, sizeof *time);
    double *value = ta_room_take(room, feed->n, sizeof *value);
    unsigned char *flag = ta_room_take(room, feed->n, 1);
    if (time == NULL || value == NULL || flag == NULL) return out_of_memory(err);
    for (size_t i = 0; i < feed->n; i++) {
        time[i] = feed->reading[i].time;
        value[i] = feed->reading[i].value;
        flag[i] = feed->reading[i].flag;
    }
    g->out->feed[g->out->n_feeds++] = (struct ta_own_feed){
        feed->stream, {feed->n, time, value, flag, feed->stream->interval_s}};
    return TA_OK;
}

static enum ta_status lay_feeds(struct gathering *g, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    g->out->feed = ta_room_take(&g->out->room, g->n, sizeof *g->out->feed);
    if (g->out->feed == NULL) return out_of_memory(err);
    for (size_t i = 0; rc == TA_OK && i < g->n; i++)
        if (g->feed[i].n > 0 && (brings(&g->feed[i]) || is_brought(&g->feed[i]) ||
                                 has_company(g, &g->feed[i])))
            rc = lay_feed(g, &g->feed[i], err);
    return rc;
}

/* --- flags of older rules -------------------------------------------------------------- */

static bool is_taken(const struct gathering *g, const struct feed *feed)
{
    for (size_t i = 0; i < g->out->n; i++) {
        const struct ta_gathered *gathered = &g->out->gathered[i];
        for (size_t s = 0; s < gathered->n_sets; s++)
            for (size_t k = 0; k < gathered->set[s].n_inputs; k++)
                if (gathered->set[s].stream != NULL &&
                    gathered->set[s].stream[k] == feed->stream)
                    return true;
    }
    return false;
}

/* Of those that a seal judges by more than their range. */
static enum ta_status tell_older_rules(const struct gathering *g, struct ta_error *err)
{
    for (size_t i = 0; i < g->n; i++) {
        const struct feed *feed = &g->feed[i];
        struct ta_finding *finding = NULL;
        if (feed->flag_rules >= TA_FLAG_RULES || feed->stream->setting[0] == '\0' ||
            !is_taken(g, feed))
            continue;
        enum ta_status rc = ta_inputs_find(g->out, "older_flags", &finding, err);
        if (rc != TA_OK) return rc;
        (void)snprintf(finding->object, sizeof finding->object, "%s/%s",
                       feed->stream->device, feed->stream->name);
        (void)snprintf(finding->detail, sizeof finding->detail,
                       "by version %u of their rules, now %d", feed->flag_rules,
                       TA_FLAG_RULES);
    }
    return TA_OK;
}

/* --- times of receipt --------------------------------------------------------------- */

/* Is it the first feed of its device? */
static bool is_first(const struct gathering *g, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(g->feed[k].stream->device, g->feed[i].stream->device) == 0)
            return false;
    return true;
}

/* What came in, as far as somebody wrote down when; grows. */
struct ear {
    struct ta_heard *heard;
    size_t n, capacity;
};

static enum ta_status listen(struct ear *ear, const struct feed *feed, ta_time_us from,
                             struct ta_error *err)
{
    for (size_t r = 0; r < feed->n; r++) {
        const struct ta_reading *reading = &feed->reading[r];
        if (reading->received == TA_TIME_NONE || reading->time < from) continue;
        if (ta_grow((void **)&ear->heard, &ear->capacity, ear->n, sizeof *ear->heard) !=
            0)
            return out_of_memory(err);
        ear->heard[ear->n++] = (struct ta_heard){reading->time, reading->received};
    }
    return TA_OK;
}

/* What the device of feed @p i sent since @p from. */
static enum ta_status watch_clock(const struct gathering *g, size_t i, ta_time_us from,
                                  struct ta_error *err)
{
    struct ear ear = {.n = 0};
    enum ta_status rc = TA_OK;
    const char *device = g->feed[i].stream->device;
    for (size_t k = i; rc == TA_OK && k < g->n; k++)
        if (strcmp(g->feed[k].stream->device, device) == 0)
            rc = listen(&ear, &g->feed[k], from, err);
    if (rc == TA_OK) rc = ta_inputs_clock(device, ear.n, ear.heard, g->out, err);
    ta_free(ear.heard);
    return rc;
}

static enum ta_status look_for_late(const struct gathering *g, size_t i,
                                    ta_time_us from, struct ta_error *err)
{
    struct ear ear = {.n = 0};
    enum ta_status rc = listen(&ear, &g->feed[i], from, err);
    if (rc == TA_OK)
        rc = ta_inputs_late(g->feed[i].stream, ear.n, ear.heard, g->out, err);
    ta_free(ear.heard);
    return rc;
}

/* As far back as the model looks at readings, whatever else the same files hold. */
static enum ta_status watch_times(const struct gathering *g, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    double days = ta_model_days_read(g->loading->model);
    ta_time_us from = ta_time_of(g->loading->as_of + 1 - (ta_day)ceil(days));
    for (size_t i = 0; rc == TA_OK && i < g->n; i++)
        if (is_first(g, i)) rc = watch_clock(g, i, from, err);
    for (size_t i = 0; rc == TA_OK && i < g->n; i++)
        rc = look_for_late(g, i, from, err);
    return rc;
}

enum ta_status ta_inputs_readings(const struct ta_loading *loading,
                                  struct ta_inputs *out, struct ta_error *err)
{
    struct gathering g = {.loading = loading, .out = out};
    enum ta_status rc = load_all(&g, err);
    for (size_t i = 0; rc == TA_OK && i < out->n; i++)
        rc = fill(&g, &out->gathered[i], err);
    if (rc == TA_OK) rc = lay_feeds(&g, err);
    if (rc == TA_OK) rc = tell_older_rules(&g, err);
    if (rc == TA_OK) rc = watch_times(&g, err);
    gathering_free(&g);
    return rc;
}
