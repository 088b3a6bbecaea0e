/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/decode.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define X(id) extern const struct ta_decoder ta_decoder_##id;
#include "ingest/decoders.def"
#undef X

static const struct ta_decoder *const decoders[] = {
#define X(id) &ta_decoder_##id,
#include "ingest/decoders.def"
#undef X
};

enum { DECODERS = sizeof decoders / sizeof *decoders };

static const struct outcome {
    const char *word, *help;
    enum ta_fate fate;
} outcomes[TA_OUTCOME_COUNT] = {
#define X(name, word, fate, help) [name] = {word, help, TA_FATE_##fate},
    TA_OUTCOME_LIST(X)
#undef X
};

const char *ta_outcome_word(enum ta_outcome outcome)
{
    return outcomes[outcome].word;
}

const char *ta_outcome_help(enum ta_outcome outcome)
{
    return outcomes[outcome].help;
}

enum ta_fate ta_outcome_fate(enum ta_outcome outcome)
{
    return outcomes[outcome].fate;
}

bool ta_outcome_find(struct ta_view word, enum ta_outcome *out)
{
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (strlen(outcomes[i].word) == word.size &&
            memcmp(outcomes[i].word, word.bytes, word.size) == 0) {
            *out = (enum ta_outcome)i;
            return true;
        }
    return false;
}

const struct ta_sample ta_sample_blank = {
    .why = "", .value = (double)NAN, .sum = (double)NAN};

static bool is_blank(struct ta_view text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.bytes[i] != ' ' && text.bytes[i] != '\t') return false;
    return true;
}

void ta_sample_spoil_at(struct ta_sample *sample, enum ta_outcome outcome,
                        const char *why, const struct ta_place *place)
{
    if (sample->outcome != TA_ACCEPTED) return;
    sample->outcome = outcome;
    sample->why = why;
    sample->place = (struct ta_view){place->text, strlen(place->text)};
}

void ta_sample_check_names(struct ta_sample *sample, const struct ta_mapped *mapped)
{
    if (mapped->device.kind != TA_PLACE_NONE && is_blank(sample->device))
        ta_sample_spoil_at(sample, TA_BAD_FIELD,
                           "nothing stands where the mapping has its device",
                           &mapped->device);
    if (is_blank(sample->name))
        ta_sample_spoil_at(sample, TA_BAD_FIELD,
                           "nothing stands where the mapping has its datastream",
                           &mapped->datastream);
    sample->no_unit = is_blank(sample->unit);
    if (sample->no_unit && sample->outcome == TA_ACCEPTED)
        sample->place = (struct ta_view){mapped->unit.text, strlen(mapped->unit.text)};
}

size_t ta_decoder_count(void)
{
    return DECODERS;
}

const struct ta_decoder *ta_decoder_at(size_t i)
{
    return i < DECODERS ? decoders[i] : NULL;
}

const struct ta_decoder *ta_decoder_find(const char *id)
{
    for (size_t i = 0; i < DECODERS; i++)
        if (strcmp(decoders[i]->id, id) == 0) return decoders[i];
    return NULL;
}

bool ta_decoder_reads(const struct ta_decoder *decoder,
                      const struct ta_mapping *mapping)
{
    return strcmp(ta_mapping_form_id(mapping->form), decoder->id) == 0;
}

void ta_decoder_form_words(const struct ta_decoder *decoder,
                           const struct ta_mapping *mapping, char words[TA_FORM_WORDS])
{
    (void)snprintf(words, TA_FORM_WORDS, "its mapping is of the form %s, not %s",
                   ta_mapping_form_id(mapping->form), decoder->id);
}

/* Values that a mapping has a place for. */
struct found {
    size_t there, absent;
};

static enum ta_status count_sample(void *self, const struct ta_sample *sample,
                                   struct ta_error *err)
{
    struct found *found = self;
    (void)err;
    bool absent = sample->none || sample->outcome == TA_ABSENT;
    found->absent += absent;
    found->there += !absent;
    return TA_OK;
}

static enum ta_status pass_message(void *self, const struct ta_message *message,
                                   struct ta_error *err)
{
    (void)self, (void)message, (void)err;
    return TA_OK;
}

static struct found find_by(const struct ta_decoder *decoder,
                            const struct ta_decode_input *in,
                            const struct ta_mapping *mapping)
{
    struct found found = {0, 0};
    struct ta_decode_input by = *in;
    const struct ta_decode_sink sink = {
        .self = &found, .sample = count_sample, .message = pass_message};
    by.mapping = mapping;
    return decoder->decode(&by, &sink, NULL) == TA_OK ? found : (struct found){0, 0};
}

bool ta_decoder_slips(const struct ta_decoder *decoder,
                      const struct ta_decode_input *in, const struct ta_mapping *own)
{
    if (own == NULL || !ta_decoder_reads(decoder, own)) return false;
    const struct found before = find_by(decoder, in, own);
    const struct found now = find_by(decoder, in, in->mapping);
    return now.absent > before.absent && now.there < before.there;
}

struct ta_decode_limits ta_limits_of_message(void)
{
    return (struct ta_decode_limits){.bytes = 64 * 1024, .records = 1000};
}

struct ta_decode_limits ta_limits_of_file(void)
{
    return (struct ta_decode_limits){
        .bytes = (size_t)64 << 20, .records = 20000000, .many = true};
}
