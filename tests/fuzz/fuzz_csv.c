/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_csv.c  Any bytes as a table with and without names, whole, cut into two windows, and each row apart
 *  with the first row beside it: the same must come out. */
#include "ta_fuzz.h"

#include <math.h>

#include "ingest/decode.h"

static const char mapping[] =
    "form: csv\nmissing: [NA, -200]\ndecimal: \",\"\nseparator: \";\"\nuneven: true\n"
    "time: {columns: [d, 2], format: \"%Y-%m-%d %H:%M\", offset: \"+08:00\"}\n"
    "device: {column: d}\nreadings:\n"
    "- {column: v, datastream: x, unit: m, words: {N: 0}}\n"
    "- {column: 3, datastream: {column: v}, unit: {column: 2}}\n";

static const char nameless[] =
    "form: csv\nheader: false\nmissing: [NA]\nseparator: \";\"\n"
    "time: {columns: [1, 2], format: \"%Y-%m-%d %H:%M\", offset: \"+08:00\"}\n"
    "device: {column: 1}\nreadings:\n- {column: 2, datastream: x, unit: m}\n";

struct seen {
    size_t samples, pending, messages, bytes;
    uint64_t hash, pending_hash;
    uint64_t own; /* of the message at hand, wherever it stands */
    const struct ta_mapping *mapping;
    struct ta_view head;
    enum ta_outcome outcome; /* of the last message */
    uint64_t last;
};

static uint64_t mix(uint64_t hash, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static enum ta_status on_sample(void *self, const struct ta_sample *sample,
                                struct ta_error *err)
{
    struct seen *seen = self;
    (void)err;
    assert(sample->outcome == TA_ACCEPTED || sample->why[0] != '\0');
    assert(sample->outcome != TA_ACCEPTED || isfinite(sample->value));
    uint64_t h = mix(seen->pending_hash, sample->name.bytes, sample->name.size);
    h = mix(h, sample->device.bytes, sample->device.size);
    h = mix(h, sample->unit.bytes, sample->unit.size);
    seen->pending_hash = h ^ (uint64_t)sample->time ^ (uint64_t)sample->outcome << 56;
    seen->own = seen->own * 31 + mix(0, sample->name.bytes, sample->name.size);
    seen->own = mix(seen->own, sample->device.bytes, sample->device.size) ^
                (uint64_t)sample->time ^ (uint64_t)sample->outcome << 56;
    seen->pending++;
    return TA_OK;
}

static void on_drop(void *self)
{
    struct seen *seen = self;
    seen->pending = 0;
    seen->pending_hash = seen->hash;
    seen->own = 0;
}

static enum ta_status on_head(void *self, struct ta_view row, struct ta_error *err)
{
    struct seen *seen = self;
    (void)err;
    seen->head = row;
    return TA_OK;
}

static void read_apart(const struct seen *seen, const struct ta_message *message);

static enum ta_status on_message(void *self, const struct ta_message *message,
                                 struct ta_error *err)
{
    struct seen *seen = self;
    (void)err;
    assert(message->line > 0 && message->column > 0);
    seen->messages++;
    seen->samples += seen->pending;
    seen->bytes += message->bytes.size;
    seen->hash = mix(seen->pending_hash, message->bytes.bytes, message->bytes.size) ^
                 message->line ^ (uint64_t)message->column << 32;
    if (seen->head.size > 0) read_apart(seen, message);
    seen->outcome = message->outcome;
    seen->last = seen->own;
    on_drop(self);
    return TA_OK;
}

static void read_apart(const struct seen *seen, const struct ta_message *message)
{
    struct seen apart = {0};
    struct ta_decode_sink sink = {&apart, on_sample, on_message, on_drop, NULL};
    struct ta_decode_input in = {.source = "fuzz",
                                 .bytes = message->bytes.bytes,
                                 .size = message->bytes.size,
                                 .received = TA_TIME_NONE,
                                 .limits = ta_limits_of_file(),
                                 .mapping = seen->mapping,
                                 .rows = true,
                                 .head = seen->head};
    assert(ta_decoder_find("csv")->decode(&in, &sink, NULL) == TA_OK);
    assert(apart.messages == 1 && apart.outcome == message->outcome);
    assert(apart.last == seen->own && apart.samples == seen->pending);
}

static enum ta_status decode(const struct ta_mapping *m, const uint8_t *bytes,
                             size_t size, struct ta_decode_carry *carry,
                             struct seen *seen)
{
    struct ta_decode_sink sink = {seen, on_sample, on_message, on_drop, on_head};
    seen->mapping = m;
    struct ta_decode_input in = {.source = "fuzz",
                                 .bytes = (const char *)bytes,
                                 .size = size,
                                 .received = TA_TIME_NONE,
                                 .limits = ta_limits_of_file(),
                                 .mapping = m,
                                 .carry = carry};
    struct ta_error err;
    return ta_decoder_find("csv")->decode(&in, &sink, &err);
}

static size_t lines_of(const uint8_t *bytes, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) n += bytes[i] == '\n';
    return n;
}

static void read_by(const struct ta_mapping *m, const uint8_t *bytes, size_t size)
{
    struct seen whole = {0}, parts = {0};
    enum ta_status rc = decode(m, bytes, size, NULL, &whole);
    assert(rc == TA_OK || rc == TA_E_DATA);

    struct ta_decode_carry carry = {.more = true};
    size_t cut = size / 2;
    enum ta_status first = decode(m, bytes, cut, &carry, &parts);
    if (first == TA_OK) {
        assert(carry.used <= cut);
        size_t used = carry.used;
        carry.more = false;
        carry.lines = lines_of(bytes, used);
        first = decode(m, bytes + used, size - used, &carry, &parts);
    }
    assert(first == rc);
    if (rc == TA_OK) {
        assert(whole.hash == parts.hash && whole.messages == parts.messages);
        assert(whole.samples == parts.samples && whole.bytes == parts.bytes);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct ta_mapping *m, *n;
    if (m == NULL)
        assert(ta_mapping_parse("m", mapping, sizeof mapping - 1, &m, NULL) == TA_OK);
    if (n == NULL)
        assert(ta_mapping_parse("n", nameless, sizeof nameless - 1, &n, NULL) == TA_OK);
    read_by(m, bytes, size);
    read_by(n, bytes, size);
    return 0;
}
