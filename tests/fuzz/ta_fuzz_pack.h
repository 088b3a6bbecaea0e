/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_fuzz_pack.h  A pack of either writing under the fuzzer, alone and in a file of packs. */
#ifndef TA_FUZZ_PACK_H
#define TA_FUZZ_PACK_H

#include "ta_fuzz.h"

#include <stdbool.h>

#include "ingest/decode.h"

struct seen {
    const char *begin, *end; /* of the input not yet in a message */
    size_t samples, messages;
};

/* Every byte of a text is looked at, so that a sanitizer sees a view that leads astray. */
static inline size_t touch(struct ta_view view)
{
    size_t sum = 0;
    for (size_t i = 0; i < view.size; i++) sum += (unsigned char)view.bytes[i];
    return sum;
}

static enum ta_status on_sample(void *self, const struct ta_sample *sample,
                                struct ta_error *err)
{
    struct seen *seen = self;
    (void)err;
    volatile size_t kept =
        touch(sample->name) + touch(sample->unit) + touch(sample->text);
    (void)kept;
    assert(sample->record > 0);
    assert(sample->outcome == TA_ACCEPTED || sample->why[0] != '\0');
    assert(sample->kind != TA_SAMPLE_NUMBER || sample->outcome != TA_ACCEPTED ||
           sample->value - sample->value == 0.0);
    seen->samples++;
    return TA_OK;
}

/* Messages stand in the input one after the other. */
static enum ta_status on_message(void *self, const struct ta_message *message,
                                 struct ta_error *err)
{
    struct seen *seen = self;
    (void)err;
    assert(message->bytes.bytes >= seen->begin);
    assert((size_t)(seen->end - message->bytes.bytes) >= message->bytes.size);
    assert(message->line > 0 && message->column > 0);
    seen->begin = message->bytes.bytes + message->bytes.size;
    seen->messages++;
    return TA_OK;
}

/* Any bytes give a message, and none at all too where @p empty_counts. */
static inline void decode_pack(const char *decoder, bool empty_counts,
                               const uint8_t *bytes, size_t size,
                               struct ta_decode_limits limits)
{
    struct seen seen = {(const char *)bytes, (const char *)bytes + size, 0, 0};
    struct ta_decode_sink sink = {&seen, on_sample, on_message, NULL, NULL};
    struct ta_decode_input in = {.source = "fuzz",
                                 .bytes = (const char *)bytes,
                                 .size = size,
                                 .received = INT64_C(1700000000000000),
                                 .limits = limits};
    struct ta_error err;
    assert(ta_decoder_find(decoder)->decode(&in, &sink, &err) == TA_OK);
    assert(seen.messages == 1 || limits.many);
    assert((seen.messages > 0 || (size == 0 && !empty_counts)) && seen.samples <= size);
}

static inline void fuzz_pack(const char *decoder, bool empty_counts,
                             const uint8_t *bytes, size_t size)
{
    decode_pack(decoder, empty_counts, bytes, size, ta_limits_of_message());
    decode_pack(decoder, empty_counts, bytes, size, ta_limits_of_file());
}

#endif
