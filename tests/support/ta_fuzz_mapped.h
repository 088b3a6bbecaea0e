/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_fuzz_mapped.h  Any bytes to a decoder that goes by a mapping, as a message and as a file of
 *  lines: it never fails, and each sample is good or says why not. */
#ifndef TA_FUZZ_MAPPED_H
#define TA_FUZZ_MAPPED_H

#include "ta_fuzz.h"

#include <math.h>
#include <string.h>

#include "ingest/decode.h"

static enum ta_status on_sample(void *self, const struct ta_sample *sample,
                                struct ta_error *err)
{
    size_t *sum = self;
    (void)err;
    assert(sample->outcome == TA_ACCEPTED || sample->why[0] != '\0');
    assert(sample->outcome != TA_ACCEPTED || isfinite(sample->value));
    for (size_t i = 0; i < sample->name.size; i++)
        *sum += (unsigned char)sample->name.bytes[i];
    return TA_OK;
}

static enum ta_status on_message(void *self, const struct ta_message *message,
                                 struct ta_error *err)
{
    size_t *sum = self;
    (void)err;
    assert(message->line > 0 && message->column > 0);
    *sum += message->bytes.size;
    return TA_OK;
}

static inline void fuzz_mapped(const char *decoder, const char *mapping,
                               const uint8_t *bytes, size_t size)
{
    static struct ta_mapping *m;
    size_t sum = 0;
    if (m == NULL)
        assert(ta_mapping_parse("m", mapping, strlen(mapping), &m, NULL) == TA_OK);
    struct ta_decode_sink sink = {&sum, on_sample, on_message, NULL, NULL};
    struct ta_decode_input in = {.source = "fuzz",
                                 .bytes = (const char *)bytes,
                                 .size = size,
                                 .limits = ta_limits_of_message(),
                                 .mapping = m};
    assert(ta_decoder_find(decoder)->decode(&in, &sink, NULL) == TA_OK);
    in.limits = ta_limits_of_file();
    assert(ta_decoder_find(decoder)->decode(&in, &sink, NULL) == TA_OK);
}

#endif
