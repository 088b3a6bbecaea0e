/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_inlet.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/topic.h"

enum { MAPPING_MOST = 1 << 20, SOURCE_SIZE = 256 };

/* The mapping of a project's device, or that there is none. */
struct ta_mapping_slot {
    char project[TA_ID_SIZE], device[TA_ID_SIZE];
    char *text;
    size_t size;
    struct ta_mapping *mapping; /* NULL: none, or none that can be read */
    char why[TA_ERROR_TEXT];
};

static struct ta_view view_of(const char *text, size_t size)
{
    return (struct ta_view){text, text == NULL ? 0 : size};
}

/* --- mappings ------------------------------------------------------------------------------- */

static enum ta_status read_mapping(struct ta_journal_inlet *in, const char *below,
                                   struct ta_mapping_slot *slot, struct ta_error *err)
{
    struct ta_error fault = {.status = TA_OK};
    char *path = ta_workspace_path(in->workspace, below);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "mapping: out of memory");
    enum ta_status rc =
        ta_file_read(path, MAPPING_MOST, &slot->text, &slot->size, &fault);
    if (rc == TA_OK)
        rc = ta_mapping_parse(path, slot->text, slot->size, &slot->mapping, &fault);
    if (rc != TA_OK && rc != TA_E_NOTFOUND)
        memcpy(slot->why, fault.text, sizeof slot->why);
    ta_free(path);
    return rc == TA_E_NOMEM ? ta_fail(err, rc, "mapping: out of memory") : rc;
}

/* A project's id may begin with a dot, see ta_part_path(). */
static enum ta_status load_mapping(struct ta_journal_inlet *in,
                                   const struct ta_topic *topic,
                                   struct ta_mapping_slot *slot, struct ta_error *err)
{
    char below[256];
    const char *dot = topic->project[0] == '.' ? "%" : "";
    (void)snprintf(below, sizeof below, "mappings/%s%s/%s.yaml", dot, topic->project,
                   topic->device);
    enum ta_status rc = read_mapping(in, below, slot, err);
    if (rc == TA_E_NOTFOUND) {
        (void)snprintf(below, sizeof below, "mappings/%s%s.yaml", dot, topic->project);
        rc = read_mapping(in, below, slot, err);
    }
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

static struct ta_mapping_slot *add_slot(struct ta_journal_inlet *in,
                                        const char *project, const char *device)
{
    if (ta_grow((void **)&in->slot, &in->capacity, in->n, sizeof *in->slot) != 0)
        return NULL;
    struct ta_mapping_slot *slot = &in->slot[in->n++];
    *slot = (struct ta_mapping_slot){.size = 0};
    (void)snprintf(slot->project, sizeof slot->project, "%s", project);
    (void)snprintf(slot->device, sizeof slot->device, "%s", device);
    return slot;
}

bool ta_journal_mapping(const struct ta_journal_inlet *in, size_t i,
                        const char **project, const char **device, struct ta_view *text)
{
    if (i >= in->n) return false;
    const struct ta_mapping_slot *slot = &in->slot[i];
    *project = slot->project;
    *device = slot->device;
    *text = slot->mapping == NULL ? view_of(NULL, 0) : view_of(slot->text, slot->size);
    return true;
}

enum ta_status ta_journal_map_by(struct ta_journal_inlet *in, const char *project,
                                 const char *device, struct ta_view text,
                                 struct ta_error *err)
{
    struct ta_mapping_slot *slot = add_slot(in, project, device);
    if (slot != NULL) slot->text = ta_alloc(text.size + 1, 1);
    if (slot == NULL || slot->text == NULL)
        return ta_fail(err, TA_E_NOMEM, "mapping: out of memory");
    memcpy(slot->text, text.bytes, text.size);
    slot->size = text.size;
    return ta_mapping_parse(device, slot->text, slot->size, &slot->mapping, err);
}

static enum ta_status find_mapping(struct ta_journal_inlet *in,
                                   const struct ta_topic *topic,
                                   const struct ta_mapping_slot **out,
                                   struct ta_error *err)
{
    for (size_t i = 0; i < in->n; i++)
        if (strcmp(in->slot[i].project, topic->project) == 0 &&
            strcmp(in->slot[i].device, topic->device) == 0) {
            *out = &in->slot[i];
            return TA_OK;
        }
    struct ta_mapping_slot *slot = add_slot(in, topic->project, topic->device);
    if (slot == NULL) return ta_fail(err, TA_E_NOMEM, "mapping: out of memory");
    *out = slot;
    return load_mapping(in, topic, slot, err);
}

void ta_journal_inlet_free(struct ta_journal_inlet *in)
{
    for (size_t i = 0; i < in->n; i++) {
        ta_mapping_free(in->slot[i].mapping);
        ta_free(in->slot[i].text);
    }
    ta_free(in->slot);
    in->slot = NULL;
    in->n = in->capacity = 0;
}

/* --- messages ------------------------------------------------------------------------------- */

static bool has_project(const struct ta_intake *intake, const char *project)
{
    size_t lo = 0, hi = ta_intake_count(intake);
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        int order = strcmp(ta_intake_at(intake, middle)->project, project);
        if (order == 0) return true;
        if (order < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return false;
}

/* A finding, no flag: what was read before and after stands, and the bank asks. */
static void look_at_clock(struct ta_journal_inlet *in,
                          const struct ta_journal_message *message)
{
    char why[96];
    ta_time_us jump = 0, time = in->inlet->newest;
    if (in->clocks == NULL || time == TA_TIME_NONE) return;
    if (!ta_clock_watch_see(in->clocks, message->topic, time, message->received, &jump))
        return;
    (void)snprintf(why, sizeof why, "the device's clock was set %s by %lld s",
                   jump < 0 ? "back" : "forward",
                   (long long)((jump < 0 ? -jump : jump) / 1000000));
    ta_inlet_remark(in->inlet, TA_CLOCK_JUMP, why);
}

static enum ta_status refuse_form(struct ta_inlet *inlet,
                                  const struct ta_decoder *decoder,
                                  const struct ta_mapping *mapping,
                                  const struct ta_journal_message *message,
                                  struct ta_error *err)
{
    char why[TA_FORM_WORDS];
    ta_decoder_form_words(decoder, mapping, why);
    return ta_inlet_refuse(inlet, message->bytes, TA_NO_MAPPING, why, err);
}

static enum ta_status decode(struct ta_journal_inlet *in, const struct ta_topic *topic,
                             const struct ta_decoder *decoder,
                             const struct ta_journal_message *message,
                             struct ta_error *err)
{
    struct ta_inlet *inlet = in->inlet;
    const struct ta_mapping_slot *slot = NULL;
    enum ta_status rc =
        decoder->needs_mapping ? find_mapping(in, topic, &slot, err) : TA_OK;
    if (rc != TA_OK) return rc;
    if (slot != NULL && slot->mapping == NULL) {
        char none[3 * TA_ID_SIZE + 96];
        (void)snprintf(none, sizeof none,
                       "no mapping: neither mappings/%s/%s.yaml nor mappings/%s.yaml "
                       "is in the workspace",
                       topic->project, topic->device, topic->project);
        return ta_inlet_refuse(inlet, message->bytes, TA_NO_MAPPING,
                               slot->why[0] == '\0' ? none : slot->why, err);
    }
    if (slot != NULL) inlet->form.mapping = view_of(slot->text, slot->size);
    if (slot != NULL && !ta_decoder_reads(decoder, slot->mapping))
        return refuse_form(inlet, decoder, slot->mapping, message, err);
    const struct ta_decode_input input = {
        .source = inlet->source,
        .bytes = message->bytes.bytes,
        .size = message->bytes.size,
        .received = message->undated ? TA_TIME_NONE : message->received,
        .limits = ta_limits_of_message(),
        .mapping = slot == NULL ? NULL : slot->mapping,
        .rows = in->rows,
        .head = in->form.head,
        .cut = in->cut};
    if (slot != NULL && ta_decoder_slips(decoder, &input, in->own))
        return ta_inlet_keep(inlet, &in->form, message->bytes, err);
    struct ta_error why = {.status = TA_E_INTERNAL};
    struct ta_decode_sink sink = ta_inlet_sink(inlet);
    inlet->newest = TA_TIME_NONE;
    rc = decoder->decode(&input, &sink, &why);
    if (rc == TA_OK && inlet->told)
        look_at_clock(in, message);
    else
        inlet->form.head = in->form.head; /* any other is in the message */
    return ta_inlet_ended(inlet, rc, message->bytes, &why, err);
}

/* A message that leads to no decoder is kept with the words that say what of its topic. */
static enum ta_status refuse_topic(struct ta_inlet *inlet,
                                   const struct ta_journal_message *message,
                                   enum ta_outcome outcome, struct ta_view name,
                                   struct ta_error *err)
{
    char shown[TA_NAME_SHOWN], why[TA_NAME_SHOWN + 96];
    const char *before = "nobody here decodes the format", *after = "";
    if (outcome == TA_BAD_TOPIC) {
        before = "the topic";
        after = " is not ta/v1/PROJECT/DEVICE/FORMAT";
    } else if (outcome == TA_UNKNOWN_PROJECT) {
        before = "no project";
        after = ", or none with datastreams";
    }
    (void)snprintf(why, sizeof why, "%s \"%s\"%s", before,
                   ta_name_shown(name, TA_NAME_SHOWN, shown), after);
    return ta_inlet_refuse(inlet, message->bytes, outcome, why, err);
}

/* What the receiver's clock showed, or should have. */
static ta_time_us clock_at(const struct ta_journal_inlet *in, ta_time_us received)
{
    if (in->behind == 0) return received;
    ta_time_us mended = received + in->behind;
    return mended < in->latest ? mended : in->latest;
}

enum ta_status ta_journal_take(struct ta_journal_inlet *in,
                               const struct ta_journal_message *message,
                               struct ta_error *err)
{
    struct ta_topic topic;
    char source[SOURCE_SIZE];
    struct ta_inlet *inlet = in->inlet;
    size_t size =
        message->topic.size < SOURCE_SIZE - 1 ? message->topic.size : SOURCE_SIZE - 1;
    memcpy(source, message->topic.bytes, size);
    source[size] = '\0';
    inlet->source = source;
    inlet->form = in->form; /* of a letter that no decoder gets it stays */
    inlet->form.format = view_of("", 0);
    inlet->context = (struct ta_intake_context){.project = "",
                                                .now = clock_at(in, message->received),
                                                .received = message->received};
    inlet->undated = message->undated;
    bool good = ta_topic_read(message->topic, &topic);
    const struct ta_decoder *decoder = good ? ta_decoder_find(topic.format) : NULL;
    enum ta_status rc;
    if (good) {
        inlet->context.project = topic.project;
        inlet->context.device = topic.device;
    }
    if (decoder != NULL) inlet->form.format = view_of(decoder->id, strlen(decoder->id));
    if (!good)
        rc = refuse_topic(inlet, message, TA_BAD_TOPIC, message->topic, err);
    else if (!has_project(inlet->intake, topic.project))
        rc = refuse_topic(inlet, message, TA_UNKNOWN_PROJECT,
                          view_of(topic.project, strlen(topic.project)), err);
    else if (decoder == NULL)
        rc = refuse_topic(inlet, message, TA_UNKNOWN_FORMAT,
                          view_of(topic.format, strlen(topic.format)), err);
    else
        rc = decode(in, &topic, decoder, message, err);
    inlet->source = "";
    inlet->context.project = "";
    inlet->context.device = NULL;
    inlet->undated = false;
    return rc;
}
