/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_inlet.h"

#include <string.h>

#include "base/memory.h"
#include "base/time.h"

/* A sample as it was judged; it counts when its message has ended well. */
struct ta_inlet_sample {
    enum ta_outcome outcome;
    const char *why; /* a literal */
    size_t words; /* where among the inlet's words the names are told, and 1; 0: not */
    size_t record;
    struct ta_intake_reading taken;
};

/* Samples of one message whose reason names what was refused; of more it is the bare reason, so
 * that a hostile message costs no memory. */
enum { WORDED_MOST = 32 };

static void forget(struct ta_inlet *in)
{
    in->n = in->worded = 0;
    in->words.size = 0;
}

/* Names live as long as the sample does; what is told of them outlives it. */
static void keep_words(struct ta_inlet *in, const struct ta_sample *sample,
                       struct ta_inlet_sample *to)
{
    char words[TA_INTAKE_WORDS];
    to->words = 0;
    if (ta_outcome_fate(to->outcome) != TA_FATE_SET_ASIDE) return;
    if (in->worded == WORDED_MOST || in->words.failed) return;
    ta_intake_words(in->intake, &in->context, sample, to->outcome, &to->taken, to->why,
                    words);
    size_t at = in->words.size;
    ta_text_add_bytes(&in->words, words, strlen(words) + 1);
    in->worded++;
    if (!in->words.failed) to->words = at + 1;
}

static const char *why_of(const struct ta_inlet *in, const struct ta_inlet_sample *s)
{
    return s->words > 0 && !in->words.failed ? in->words.bytes + s->words - 1 : s->why;
}

static enum ta_status on_sample(void *self, const struct ta_sample *sample,
                                struct ta_error *err)
{
    struct ta_inlet *in = self;
    if (ta_grow((void **)&in->sample, &in->capacity, in->n, sizeof *in->sample) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", in->source);
    struct ta_inlet_sample *to = &in->sample[in->n++];
    to->record = sample->record;
    to->outcome =
        ta_intake_judge(in->intake, &in->context, sample, &to->taken, &to->why);
    keep_words(in, sample, to);
    return TA_OK;
}

static void on_drop(void *self)
{
    forget(self);
}

static enum ta_status on_head(void *self, struct ta_view row, struct ta_error *err)
{
    struct ta_inlet *in = self;
    struct ta_view old = {in->head, in->head_size}; /* of the table before */
    in->form.head = old;
    if (old.size == row.size && memcmp(old.bytes, row.bytes, row.size) == 0)
        return TA_OK;
    ta_free(in->head);
    in->head_size = 0;
    in->form.head = (struct ta_view){NULL, 0};
    in->written.format.bytes = NULL; /* the next may come to stand in its place */
    in->head = ta_alloc(row.size, 1);
    if (in->head == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", in->source);
    memcpy(in->head, row.bytes, row.size);
    in->head_size = row.size;
    in->form.head = (struct ta_view){in->head, row.size};
    return TA_OK;
}

static enum ta_status take_row(struct ta_inlet *in, const struct ta_inlet_sample *s,
                               struct ta_error *err)
{
    const struct ta_reading *reading = &s->taken.reading;
    const struct ta_intake_stream *stream = ta_intake_at(in->intake, s->taken.stream);
    if (reading->time > in->newest) in->newest = reading->time;
    if (in->one && s->taken.stream != in->stream) return TA_OK;
    if (in->seen != NULL) in->seen[s->taken.stream] = 1;
    const struct ta_sort_row row = {.project = stream->project_ordinal,
                                    .stream = (uint32_t)s->taken.stream,
                                    .day = ta_day_of(reading->time),
                                    .flag = reading->flag,
                                    .mark = reading->mark,
                                    .outcome = (uint8_t)s->outcome,
                                    .unchecked = s->taken.unchecked,
                                    .time = reading->time,
                                    .received = reading->received,
                                    .value = reading->value};
    return in->row != NULL ? in->row(in->self, &row, err)
                           : ta_sort_add(in->sort, &row, err);
}

static void complain(const struct ta_inlet *in, const struct ta_message *message,
                     size_t record, enum ta_outcome outcome, const char *why)
{
    const struct ta_complaint complaint = {.source = in->source,
                                           .line = message->line,
                                           .column = message->column,
                                           .record = record,
                                           .outcome = outcome,
                                           .why = why,
                                           .letters = in->letters,
                                           .letter = in->letter};
    if (in->complain != NULL) in->complain(in->self, &complaint);
}

/* The texts of forms are borrowed from decoders, mappings and heads, which stay where they are. */
static bool same_form(const struct ta_letter_form *a, const struct ta_letter_form *b)
{
    return a->format.bytes == b->format.bytes && a->mapping.bytes == b->mapping.bytes &&
           a->head.bytes == b->head.bytes;
}

/* Keep the message whole. */
static enum ta_status set_aside(struct ta_inlet *in, const struct ta_message *message,
                                enum ta_outcome outcome, const char *why,
                                struct ta_error *err)
{
    const struct ta_letter letter = {
        .outcome = outcome,
        .why = {why, strlen(why)},
        .project = {in->context.project, strlen(in->context.project)},
        .source = {in->source, strlen(in->source)},
        .line = message->line,
        .column = message->column,
        .received = in->context.received,
        .undated = in->undated,
        .bytes = message->bytes};
    in->counts->letters++;
    enum ta_status rc = TA_OK;
    if (in->dead == NULL) return TA_OK;
    if (!same_form(&in->form, &in->written))
        rc = ta_dead_form(in->dead, &in->form, err);
    in->written = in->form;
    return rc == TA_OK ? ta_dead_add(in->dead, &letter, err) : rc;
}

enum ta_status ta_inlet_refuse(struct ta_inlet *inlet, struct ta_view bytes,
                               enum ta_outcome outcome, const char *why,
                               struct ta_error *err)
{
    const struct ta_message message = {.outcome = outcome,
                                       .why = why,
                                       .line = inlet->line > 0 ? inlet->line : 1,
                                       .column = inlet->line > 0 ? inlet->column : 1,
                                       .bytes = bytes};
    inlet->counts->messages++;
    inlet->counts->outcome[outcome]++;
    complain(inlet, &message, 0, outcome, why);
    return set_aside(inlet, &message, outcome, why, err);
}

enum ta_status ta_inlet_keep(struct ta_inlet *inlet, const struct ta_letter_form *form,
                             struct ta_view bytes, struct ta_error *err)
{
    inlet->form = *form;
    return ta_inlet_refuse(inlet, bytes, TA_BAD_FIELD,
                           "a value that the mapping it came with found is nowhere by "
                           "the mended one",
                           err);
}

/* It passes, or somebody mends the machine: what is read can be read again. */
static bool is_of_the_machine(enum ta_status rc)
{
    return rc == TA_E_NOMEM || rc == TA_E_IO || rc == TA_E_PERMISSION ||
           rc == TA_E_AGAIN;
}

/* A decoder's words begin with the source, which whoever tells them names, too. */
static const char *without_source(const struct ta_inlet *in, const char *text)
{
    size_t n = strlen(in->source);
    if (n == 0 || strncmp(text, in->source, n) != 0 || text[n] != ':') return text;
    const char *rest = strstr(text + n, ": ");
    return rest == NULL ? text : rest + 2;
}

enum ta_status ta_inlet_ended(struct ta_inlet *inlet, enum ta_status rc,
                              struct ta_view bytes, const struct ta_error *why,
                              struct ta_error *err)
{
    if (rc == TA_OK && inlet->told) return TA_OK;
    if (rc == TA_OK)
        return ta_inlet_refuse(inlet, bytes, TA_BAD_SYNTAX,
                               "no row of a table is in it", err);
    if (is_of_the_machine(rc)) return ta_fail_as(err, why);
    forget(inlet);
    return ta_inlet_refuse(inlet, bytes, TA_BAD_FIELD, without_source(inlet, why->text),
                           err);
}

void ta_inlet_remark(struct ta_inlet *inlet, enum ta_outcome outcome, const char *why)
{
    const struct ta_message message = {.line = inlet->line > 0 ? inlet->line : 1,
                                       .column = inlet->line > 0 ? inlet->column : 1};
    inlet->counts->outcome[outcome]++;
    complain(inlet, &message, 0, outcome, why);
}

void ta_inlet_letters(struct ta_inlet *inlet, struct ta_dead_writer *dead)
{
    inlet->dead = dead;
    inlet->written = (struct ta_letter_form){.format = {NULL, 0}};
}

static enum ta_status take_samples(struct ta_inlet *in,
                                   const struct ta_message *message,
                                   struct ta_error *err)
{
    const struct ta_inlet_sample *bad = NULL;
    enum ta_status rc = TA_OK;
    if (in->n == 0) in->counts->outcome[TA_MISSING]++; /* an empty list */
    for (size_t i = 0; rc == TA_OK && i < in->n; i++) {
        const struct ta_inlet_sample *s = &in->sample[i];
        enum ta_fate fate = ta_outcome_fate(s->outcome);
        in->counts->outcome[s->outcome]++;
        if (fate == TA_FATE_TAKEN) rc = take_row(in, s, err);
        if (fate != TA_FATE_SET_ASIDE) continue;
        complain(in, message, s->record, s->outcome, why_of(in, s));
        if (bad == NULL) bad = s;
    }
    if (rc != TA_OK || bad == NULL) return rc;
    return set_aside(in, message, bad->outcome, why_of(in, bad), err);
}

static enum ta_status on_message(void *self, const struct ta_message *message,
                                 struct ta_error *err)
{
    static const char of_nothing[] = "nothing is in it that the mapping reads";
    struct ta_inlet *in = self;
    struct ta_message placed = *message;
    if (in->line > 0) {
        placed.line = in->line;
        placed.column = in->column;
    }
    if (placed.outcome == TA_ACCEPTED && in->n == 0 && in->letters != NULL) {
        placed.outcome = TA_BAD_SYNTAX; /* it was kept for what is in it */
        placed.why = of_nothing;
    }
    enum ta_status rc;
    in->told = true;
    in->counts->messages++;
    if (placed.outcome == TA_ACCEPTED) {
        rc = take_samples(in, &placed, err);
    } else {
        in->counts->outcome[placed.outcome]++;
        complain(in, &placed, 0, placed.outcome, placed.why);
        rc = set_aside(in, &placed, placed.outcome, placed.why, err);
    }
    forget(in);
    return rc;
}

uint64_t ta_inlet_aside(const struct ta_inlet_counts *counts)
{
    uint64_t n = 0;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (ta_outcome_fate((enum ta_outcome)i) == TA_FATE_SET_ASIDE)
            n += counts->outcome[i];
    return n;
}

struct ta_decode_sink ta_inlet_sink(struct ta_inlet *inlet)
{
    inlet->told = false;
    return (struct ta_decode_sink){inlet, on_sample, on_message, on_drop, on_head};
}

void ta_inlet_free(struct ta_inlet *inlet)
{
    ta_free(inlet->sample);
    ta_free(inlet->head);
    ta_text_free(&inlet->words);
    inlet->sample = NULL;
    inlet->head = NULL;
    inlet->head_size = 0;
    inlet->n = inlet->capacity = 0;
}
