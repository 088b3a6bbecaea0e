/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/intake.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/wire_unit.h"

enum { UNITS_MOST = 64, UNIT_TEXT = 64 };
static const uint32_t NONE = UINT32_MAX; /* no datastream */

/* A unit as payloads write it. */
struct met_unit {
    char text[UNIT_TEXT];
    size_t size;
    bool known;
    struct ta_unit unit;
};

struct ta_intake {
    size_t n;
    struct ta_intake_stream *stream; /* in order */
    struct ta_unit *unit;            /* of each */
    uint32_t
        *slot; /* open addressing, NONE for empty; a power of two, half full at most */
    size_t mask;
    struct met_unit met[UNITS_MOST]; /* the oldest makes room for a new one */
    size_t n_met, next_met;
};

/* --- names ---------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

/* Eight bytes at a time, and where the text ends. */
static uint64_t hash_bytes(uint64_t hash, struct ta_view text)
{
    size_t i = 0;
    uint64_t word = 0;
    for (; text.size - i >= 8; i += 8) {
        memcpy(&word, text.bytes + i, 8);
        hash = mix(hash, word);
    }
    for (word = 0; i < text.size; i++) word = word << 8 | (unsigned char)text.bytes[i];
    return mix(mix(hash, word), text.size);
}

/* The table is filled from registered names only, so nobody can crowd it. */
static uint64_t hash_device(struct ta_view project, struct ta_view device)
{
    return hash_bytes(hash_bytes(0, project), device);
}

static struct ta_view view_of(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

static bool same(struct ta_view view, const char *text)
{
    return strlen(text) == view.size &&
           (view.size == 0 || memcmp(text, view.bytes, view.size) == 0);
}

/* A name of a datastream, in which there is room for as long a one. */
static bool holds(const char *name, struct ta_view view)
{
    return (view.size == 0 || memcmp(name, view.bytes, view.size) == 0) &&
           name[view.size] == '\0';
}

/* A device of a project. */
struct device {
    struct ta_view project, id;
    uint64_t hash;
};

static struct device device_of(struct ta_view project, struct ta_view id)
{
    return (struct device){project, id, hash_device(project, id)};
}

static size_t find(const struct ta_intake *in, const struct device *device,
                   struct ta_view name)
{
    if (device->project.size >= TA_ID_SIZE || device->id.size >= TA_ID_SIZE ||
        name.size >= TA_NAME_SIZE)
        return NONE;
    size_t at = (size_t)hash_bytes(device->hash, name) & in->mask;
    for (; in->slot[at] != NONE; at = (at + 1) & in->mask) {
        const struct ta_intake_stream *s = &in->stream[in->slot[at]];
        if (holds(s->stream.name, name) && holds(s->stream.device, device->id) &&
            holds(s->project, device->project))
            return in->slot[at];
    }
    return NONE;
}

bool ta_intake_find(const struct ta_intake *intake, const char *project,
                    const char *device, const char *name, size_t *out)
{
    const struct device of = device_of(view_of(project), view_of(device));
    size_t found = find(intake, &of, view_of(name));
    if (found == NONE) return false;
    *out = found;
    return true;
}

/* --- building ------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    const struct ta_intake_stream *x = a, *y = b;
    int order = strcmp(x->project, y->project);
    if (order == 0) order = strcmp(x->stream.device, y->stream.device);
    return order != 0 ? order : strcmp(x->stream.name, y->stream.name);
}

static void copy_streams(struct ta_intake *in, const struct ta_project *const *projects,
                         size_t n)
{
    for (size_t p = 0; p < n; p++)
        for (size_t i = 0; i < projects[p]->n_datastreams; i++) {
            struct ta_intake_stream *to = &in->stream[in->n++];
            memcpy(to->project, projects[p]->id, sizeof to->project);
            to->project_ordinal = 0;
            to->stream = projects[p]->datastream[i];
            to->stream.limit_source = to->stream.serial =
                NULL; /* go with the project */
        }
    if (in->n > 1) qsort(in->stream, in->n, sizeof *in->stream, by_name);
    for (size_t i = 1; i < in->n; i++) {
        const struct ta_intake_stream *before = &in->stream[i - 1];
        in->stream[i].project_ordinal =
            before->project_ordinal +
            (strcmp(before->project, in->stream[i].project) != 0);
    }
}

static enum ta_status read_units(struct ta_intake *in, struct ta_error *err)
{
    for (size_t i = 0; i < in->n; i++) {
        const struct ta_intake_stream *s = &in->stream[i];
        if (ta_unit_parse(s->stream.unit, &in->unit[i]) == TA_OK) continue;
        return ta_fail(err, TA_E_DATA, "project %s: %s of %s: \"%s\" is no unit",
                       s->project, s->stream.name, s->stream.device, s->stream.unit);
    }
    return TA_OK;
}

static void fill_slots(struct ta_intake *in)
{
    for (size_t i = 0; i <= in->mask; i++) in->slot[i] = NONE;
    for (size_t i = 0; i < in->n; i++) {
        const struct ta_intake_stream *s = &in->stream[i];
        uint64_t hash = hash_device(view_of(s->project), view_of(s->stream.device));
        size_t at = (size_t)hash_bytes(hash, view_of(s->stream.name)) & in->mask;
        while (in->slot[at] != NONE) at = (at + 1) & in->mask;
        in->slot[at] = (uint32_t)i;
    }
}

enum ta_status ta_intake_new(const struct ta_project *const *projects, size_t n,
                             struct ta_intake **out, struct ta_error *err)
{
    size_t most = 0, slots = 16;
    for (size_t p = 0; p < n; p++) most += projects[p]->n_datastreams;
    while (slots < most * 2) slots *= 2;
    struct ta_intake *in = ta_alloc(1, sizeof *in);
    if (in == NULL) return ta_fail(err, TA_E_NOMEM, "datastreams: out of memory");
    in->stream = ta_alloc(most, sizeof *in->stream);
    in->unit = ta_alloc(most, sizeof *in->unit);
    in->slot = ta_alloc(slots, sizeof *in->slot);
    in->mask = slots - 1;
    enum ta_status rc = TA_OK;
    if (in->stream == NULL || in->unit == NULL || in->slot == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "datastreams: out of memory");
    if (rc == TA_OK) {
        copy_streams(in, projects, n);
        fill_slots(in);
        rc = read_units(in, err);
    }
    if (rc == TA_OK)
        *out = in;
    else
        ta_intake_free(in);
    return rc;
}

void ta_intake_free(struct ta_intake *intake)
{
    if (intake == NULL) return;
    ta_free(intake->stream);
    ta_free(intake->unit);
    ta_free(intake->slot);
    ta_free(intake);
}

size_t ta_intake_count(const struct ta_intake *intake)
{
    return intake->n;
}

const struct ta_intake_stream *ta_intake_at(const struct ta_intake *intake, size_t i)
{
    return &intake->stream[i];
}

enum ta_status ta_intake_in_unit(struct ta_intake *intake, size_t i, const char *unit)
{
    struct ta_unit parsed;
    struct ta_datastream *stream = &intake->stream[i].stream;
    if (strlen(unit) >= sizeof stream->unit || ta_unit_parse(unit, &parsed) != TA_OK)
        return TA_E_DATA;
    memcpy(stream->unit, unit, strlen(unit) + 1);
    intake->unit[i] = parsed;
    return TA_OK;
}

/* --- judging -------------------------------------------------------------------------------- */

struct judge {
    struct ta_intake *in;
    const struct ta_intake_context *context;
    const struct ta_sample *sample;
    const char **why;
};

static enum ta_outcome say(const struct judge *j, enum ta_outcome outcome,
                           const char *why)
{
    *j->why = why;
    return outcome;
}

/* Texts in byte order, as strcmp() has it. */
static int compare(struct ta_view a, const char *b)
{
    size_t size = strlen(b), both = a.size < size ? a.size : size;
    int order = both == 0 ? 0 : memcmp(a.bytes, b, both);
    return order != 0 ? order : (a.size > size) - (a.size < size);
}

/* The streams stand in order of project and device. */
static bool is_device(const struct judge *j, struct ta_view device)
{
    size_t lo = 0, hi = j->in->n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct ta_intake_stream *s = &j->in->stream[middle];
        int order = strcmp(j->context->project, s->project);
        if (order == 0) order = compare(device, s->stream.device);
        if (order == 0) return true;
        if (order > 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return false;
}

/* A device and a datastream are named apart. */
static enum ta_outcome find_pair(const struct judge *j, struct ta_view device,
                                 size_t *out)
{
    const struct device of = device_of(view_of(j->context->project), device);
    *out = find(j->in, &of, j->sample->name);
    if (*out != NONE) return TA_ACCEPTED;
    return is_device(j, device)
               ? say(j, TA_UNKNOWN_STREAM, "the device has no such datastream")
               : say(j, TA_UNKNOWN_DEVICE, "no such device in the project");
}

static bool is_joint(char c)
{
    return c == ':' || c == '/' || c == '_';
}

/* Device and datastream stand in one name, with : / or _ between (RFC 9039 uses the last). */
static size_t split_name(const struct judge *j, size_t *out)
{
    struct ta_view project = view_of(j->context->project), name = j->sample->name;
    size_t found = 0;
    for (size_t i = 1; i < name.size && i < TA_ID_SIZE; i++) {
        if (!is_joint(name.bytes[i])) continue;
        const struct device of = device_of(project, (struct ta_view){name.bytes, i});
        struct ta_view rest = {name.bytes + i + 1, name.size - i - 1};
        size_t at = find(j->in, &of, rest);
        if (at == NONE) continue;
        *out = at;
        found++;
    }
    return found;
}

/* The device is known, and may stand in front of the datastream or not. */
static size_t find_of(const struct judge *j, size_t *out)
{
    struct ta_view name = j->sample->name;
    const struct device of =
        device_of(view_of(j->context->project), view_of(j->context->device));
    size_t alone = find(j->in, &of, name), split = NONE, i = of.id.size;
    if (i > 0 && i < name.size && is_joint(name.bytes[i]) &&
        memcmp(name.bytes, of.id.bytes, i) == 0)
        split =
            find(j->in, &of, (struct ta_view){name.bytes + i + 1, name.size - i - 1});
    *out = alone != NONE ? alone : split;
    return (size_t)(alone != NONE) + (split != NONE);
}

/* Does the name, or what the context says, lead to a device at least? */
static bool names_device(const struct judge *j)
{
    struct ta_view name = j->sample->name;
    if (j->context->device != NULL) return is_device(j, view_of(j->context->device));
    for (size_t i = 1; i < name.size && i < TA_ID_SIZE; i++)
        if (is_joint(name.bytes[i]) && is_device(j, (struct ta_view){name.bytes, i}))
            return true;
    return name.size < TA_ID_SIZE && is_device(j, name);
}

static enum ta_outcome find_joined(const struct judge *j, size_t *out)
{
    size_t found = j->context->device == NULL ? split_name(j, out) : find_of(j, out);
    if (found == 1) return TA_ACCEPTED;
    if (found > 1) return say(j, TA_BAD_NAME, "the name fits two datastreams");
    return names_device(j)
               ? say(j, TA_UNKNOWN_STREAM, "the device has no such datastream")
               : say(j, TA_UNKNOWN_DEVICE, "no such device in the project");
}

static enum ta_outcome find_stream(const struct judge *j, size_t *out)
{
    const char *device = j->context->device;
    if (j->sample->device.size == 0) return find_joined(j, out);
    if (device != NULL && !same(j->sample->device, device))
        return say(j, TA_UNKNOWN_DEVICE, "the payload names another device");
    return find_pair(j, j->sample->device, out);
}

/* A unit met before, or met now. */
static const struct met_unit *meet(struct ta_intake *in, struct ta_view text)
{
    static const struct met_unit unknown;
    for (size_t i = 0; i < in->n_met; i++)
        if (in->met[i].size == text.size &&
            memcmp(in->met[i].text, text.bytes, text.size) == 0)
            return &in->met[i];
    if (text.size >= UNIT_TEXT) return &unknown;
    struct met_unit *met = &in->met[in->next_met];
    in->next_met = (in->next_met + 1) % UNITS_MOST;
    if (in->n_met < UNITS_MOST) in->n_met++;
    memcpy(met->text, text.bytes, text.size);
    met->size = text.size;
    met->known = ta_wire_unit(text, &met->unit);
    return met;
}

/* What is measured without a unit. */
static bool is_bare(const char *unit)
{
    return strcmp(unit, "1") == 0 || strcmp(unit, "pH") == 0;
}

static enum ta_outcome convert(const struct judge *j, size_t stream, double *value)
{
    struct ta_view text = j->sample->unit;
    *value = j->sample->value;
    if (j->sample->no_unit)
        return is_bare(j->in->stream[stream].stream.unit)
                   ? TA_ACCEPTED
                   : say(j, TA_BAD_FIELD,
                         "nothing stands where the mapping has its unit");
    if (text.size == 0 || same(text, j->in->stream[stream].stream.unit))
        return TA_ACCEPTED;
    const struct met_unit *met = meet(j->in, text);
    if (!met->known) return say(j, TA_UNIT_UNKNOWN, "a unit of no table");
    if (ta_unit_apply(&met->unit, &j->in->unit[stream], *value, value) != TA_OK)
        return say(j, TA_UNIT_MISMATCH,
                   "the unit measures another quantity than the datastream's");
    return isfinite(*value) ? TA_ACCEPTED
                            : say(j, TA_BAD_VALUE, "a value beyond the largest double");
}

static enum ta_outcome judge_kind(const struct judge *j)
{
    switch (j->sample->kind) {
    case TA_SAMPLE_NUMBER:
    case TA_SAMPLE_BOOL: return TA_ACCEPTED;
    case TA_SAMPLE_TEXT:
    case TA_SAMPLE_DATA:
        return say(j, TA_NOT_A_NUMBER, "text where a number is registered");
    case TA_SAMPLE_SUM: return say(j, TA_NO_VALUE, "a sum and no value");
    }
    return TA_ACCEPTED;
}

enum ta_flag ta_range_flag(const struct ta_datastream *stream, double value)
{
    if (isnan(value)) return TA_FLAG_MISSING;
    if (value < stream->range_lo || value > stream->range_hi) return TA_FLAG_FAIL;
    bool ranged = !isnan(stream->range_lo) || !isnan(stream->range_hi);
    return ranged ? TA_FLAG_GOOD : TA_FLAG_NOT_EVALUATED;
}

/* Of a sample that is a reading. */
static enum ta_outcome word_of(struct judge *j, const struct ta_sample *sample,
                               bool beyond)
{
    if (beyond) return say(j, TA_OUT_OF_RANGE, "beyond what the instrument can report");
    if (sample->mark >= TA_FLAG_SUSPECT)
        return say(j, TA_MARKED, "its device marks it as no normal measurement");
    if (sample->mark != 0) return say(j, TA_UNCHECKED, "read by an unchecked decoder");
    return sample->relative
               ? say(j, TA_RELATIVE_TIME, "its time counts from its receipt")
               : TA_ACCEPTED;
}

enum ta_outcome ta_intake_judge(struct ta_intake *intake,
                                const struct ta_intake_context *context,
                                const struct ta_sample *sample,
                                struct ta_intake_reading *out, const char **why)
{
    struct judge j = {intake, context, sample, why};
    out->stream = TA_NO_STREAM;
    if (sample->outcome != TA_ACCEPTED) return say(&j, sample->outcome, sample->why);
    *why = "";
    size_t stream = 0;
    double value = NAN;
    enum ta_outcome outcome = find_stream(&j, &stream);
    if (outcome == TA_ACCEPTED) out->stream = stream;
    if (outcome == TA_ACCEPTED) outcome = judge_kind(&j);
    if (outcome == TA_ACCEPTED && sample->time > context->now + TA_FUTURE_ALLOWED_US)
        outcome = say(&j, TA_CLOCK_IN_FUTURE, "ahead of the receiver's clock");
    if (outcome == TA_ACCEPTED && context->received != TA_TIME_NONE &&
        sample->time < TA_PAST_ALLOWED_US)
        outcome = say(&j, TA_BAD_TIME,
                      "before 2001: a clock that was never set, or seconds read as "
                      "milliseconds");
    if (outcome == TA_ACCEPTED) outcome = convert(&j, stream, &value);
    if (outcome != TA_ACCEPTED) return outcome;

    enum ta_flag flag = ta_range_flag(&intake->stream[stream].stream, value);
    bool beyond = flag == TA_FLAG_FAIL;
    if (sample->mark > flag) flag = (enum ta_flag)sample->mark;
    out->unchecked = sample->unchecked;
    out->reading = (struct ta_reading){sample->time, context->received, value,
                                       (uint8_t)flag, sample->mark};
    return word_of(&j, sample, beyond);
}
