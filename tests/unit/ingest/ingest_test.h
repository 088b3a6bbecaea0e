/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest_test.h  A sink that keeps what a decoder says. */
#ifndef INGEST_TEST_H
#define INGEST_TEST_H

#include "ta_test.h"

#include "base/memory.h"
#include "ingest/decode.h"

enum { KEPT_MOST = 64 };

struct kept_sample {
    struct ta_sample sample;
    char device[72], name[300], unit[80], place[300], text[300];
};

struct kept {
    size_t n, n_messages;
    struct kept_sample sample[KEPT_MOST];
    struct ta_message message[KEPT_MOST];
    size_t stop_at; /**< fail at the stop_at-th sample; 0: never */
};

static inline void keep_text(char *to, size_t room, struct ta_view view)
{
    assert_true(view.size < room);
    if (view.size > 0) memcpy(to, view.bytes, view.size);
    to[view.size] = '\0';
}

static inline enum ta_status keep_sample(void *self, const struct ta_sample *sample,
                                         struct ta_error *err)
{
    struct kept *kept = self;
    if (kept->n + 1 == kept->stop_at) return ta_fail(err, TA_E_NOMEM, "full");
    assert_true(kept->n < KEPT_MOST);
    struct kept_sample *to = &kept->sample[kept->n++];
    to->sample = *sample;
    keep_text(to->device, sizeof to->device, sample->device);
    keep_text(to->name, sizeof to->name, sample->name);
    keep_text(to->unit, sizeof to->unit, sample->unit);
    keep_text(to->place, sizeof to->place, sample->place);
    keep_text(to->text, sizeof to->text, sample->text);
    return TA_OK;
}

static inline enum ta_status keep_message(void *self, const struct ta_message *message,
                                          struct ta_error *err)
{
    struct kept *kept = self;
    (void)err;
    assert_true(kept->n_messages < KEPT_MOST);
    kept->message[kept->n_messages++] = *message;
    return TA_OK;
}

/** Decode a copy of exactly the size, so that a sanitizer sees a read past its end. */
static inline enum ta_status
decode_kept(const char *decoder, const struct ta_decode_input *in, struct kept *out)
{
    struct ta_decode_sink sink = {out, keep_sample, keep_message, NULL, NULL};
    struct ta_decode_input exact = *in;
    char *copy = malloc(in->size > 0 ? in->size : 1);
    assert_non_null(copy);
    if (in->size > 0) memcpy(copy, in->bytes, in->size);
    exact.bytes = copy;
    enum ta_status rc = ta_decoder_find(decoder)->decode(&exact, &sink, NULL);
    free(copy);
    return rc;
}

#endif
