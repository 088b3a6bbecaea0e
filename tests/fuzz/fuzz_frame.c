/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_frame.c  Any bytes as a file of frames, and frames of ours with any damage.
 *
 *  The first byte chooses: an even one takes the rest as a file; an odd one takes it as a script of
 *  frames to write and bytes to spoil. Frames that were not touched have to come back. */
#include "ta_fuzz.h"

#include <string.h>

#include "ingest/dead.h"
#include "ingest/frame.h"
#include "ingest/packed.h"

enum { FRAMES = 24 };

static const struct ta_frame_key key = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};

static size_t read_any(const uint8_t *bytes, size_t size, bool found[FRAMES])
{
    struct ta_frame_reader reader;
    struct ta_frame frame;
    size_t covered = 0;
    if (!ta_frame_begin(bytes, size, &key, &reader)) return 0;
    covered = (size_t)(reader.at - reader.begin);
    for (enum ta_frame_found what;
         (what = ta_frame_next(&reader, &frame)) != TA_FRAME_END;) {
        assert(frame.at == covered && frame.size > 0);
        covered += frame.size;
        if (what == TA_FRAME_FAULT) continue;
        struct ta_unpack from = {frame.body.bytes, frame.body.bytes + frame.body.size,
                                 false};
        while (!from.failed && from.at < from.end) {
            (void)ta_unpack_number(&from);
            struct ta_view view = ta_unpack_view(&from);
            assert(view.size <= frame.body.size);
        }
        if (found != NULL && frame.number < FRAMES) found[frame.number] = true;
    }
    assert(covered == size);
    return covered;
}

static void spoil(const uint8_t *script, size_t size)
{
    struct ta_text file = {0};
    size_t begin[FRAMES + 1];
    bool hit[FRAMES] = {false}, found[FRAMES] = {false};
    ta_frame_file_head(&key, &file);
    for (size_t i = 0; i < FRAMES; i++) {
        begin[i] = file.size;
        size_t body = i < size ? script[i] % 64U : i;
        ta_frame_add(&key, i,
                     (struct ta_view){(const char *)script, body < size ? body : size},
                     &file);
    }
    begin[FRAMES] = file.size;
    assert(!file.failed);
    for (size_t k = FRAMES; k + 2 < size; k += 3) {
        size_t at = ((size_t)script[k] << 8 | script[k + 1]) % file.size;
        if (script[k + 2] == 0) continue;
        file.bytes[at] = (char)(file.bytes[at] ^ script[k + 2]);
        for (size_t i = 0; i < FRAMES; i++)
            hit[i] = hit[i] || (at >= begin[i] && at < begin[i + 1]);
    }
    (void)read_any((const uint8_t *)file.bytes, file.size, found);
    for (size_t i = 0; i < FRAMES; i++) assert(hit[i] || found[i]);
    ta_text_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) return 0;
    if (bytes[0] % 2 == 0)
        (void)read_any(bytes + 1, size - 1, NULL);
    else
        spoil(bytes + 1, size - 1);
    return 0;
}
