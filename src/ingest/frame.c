/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/frame.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

static const char magic[8] = {'T', 'A', 'F', 'R', 'A', 'M', 'E', '1'};

static void put(uint8_t *to, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get(const uint8_t *from, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static uint64_t check_of(const struct ta_frame_key *key, const void *bytes, size_t size)
{
    uint8_t out[crypto_shorthash_BYTES];
    crypto_shorthash(out, bytes, size, key->bytes);
    return get(out, sizeof out);
}

/* Size and number, then the body, under one check: the body's check is part of the other. */
static uint64_t frame_check(const struct ta_frame_key *key, const uint8_t sized[12],
                            struct ta_view body)
{
    uint8_t both[20];
    memcpy(both, sized, 12);
    put(both + 12, check_of(key, body.bytes, body.size), 8);
    return check_of(key, both, sizeof both);
}

static uint32_t mark_of(const struct ta_frame_key *key)
{
    return (uint32_t)check_of(key, "mark", 4);
}

void ta_frame_key_new(struct ta_frame_key *out)
{
    randombytes_buf(out->bytes, sizeof out->bytes);
}

void ta_frame_name(const char *stem, const struct ta_frame_key *key, const char *suffix,
                   char out[TA_FRAME_NAME])
{
    char hex[2 * TA_FRAME_KEY + 1];
    ta_hex(key->bytes, TA_FRAME_KEY, hex);
    (void)snprintf(out, TA_FRAME_NAME, "%s-%s.%s", stem, hex, suffix);
}

bool ta_frame_name_key(const char *name, struct ta_frame_key *out)
{
    const char *dash = strrchr(name, '-');
    char hex[2 * TA_FRAME_KEY + 1];
    if (dash == NULL || strlen(dash + 1) < sizeof hex || dash[sizeof hex] != '.')
        return false;
    memcpy(hex, dash + 1, sizeof hex - 1);
    hex[sizeof hex - 1] = '\0';
    return ta_unhex(hex, out->bytes, TA_FRAME_KEY) == TA_OK;
}

void ta_frame_file_head(const struct ta_frame_key *key, struct ta_text *out)
{
    uint8_t head[TA_FRAME_FILE_HEAD];
    memcpy(head, magic, 8);
    memcpy(head + 8, key->bytes, TA_FRAME_KEY);
    put(head + 24, check_of(key, head, 24), 8);
    ta_text_add_bytes(out, head, sizeof head);
}

/* All of a head but the size, which stands there. */
static void fill_head(const struct ta_frame_key *key, uint32_t mark, uint64_t number,
                      const char *body, uint8_t head[TA_FRAME_HEAD])
{
    put(head, mark, 4);
    put(head + 8, number, 8);
    struct ta_view view = {body, (size_t)get(head + 4, 4)};
    put(head + 16, frame_check(key, head + 4, view), 8);
}

void ta_frame_add(const struct ta_frame_key *key, uint64_t number, struct ta_view body,
                  struct ta_text *out)
{
    uint8_t head[TA_FRAME_HEAD];
    ta_frame_leave(head, body.size);
    fill_head(key, mark_of(key), number, body.bytes, head);
    ta_text_add_bytes(out, head, sizeof head);
    ta_text_add_bytes(out, body.bytes, body.size);
}

void ta_frame_leave(void *frame, size_t size)
{
    put((uint8_t *)frame + 4, size, 4);
}

void ta_frame_heads(const struct ta_frame_key *key, uint64_t number, void *frames,
                    size_t size)
{
    uint8_t *at = frames, *end = at + size;
    uint32_t mark = mark_of(key);
    while (at < end) {
        fill_head(key, mark, number++, (const char *)at + TA_FRAME_HEAD, at);
        at += TA_FRAME_HEAD + (size_t)get(at + 4, 4);
    }
}

/* --- reading -------------------------------------------------------------------------------- */

static bool head_ok(const uint8_t *bytes, size_t size, struct ta_frame_key *key)
{
    if (size < TA_FRAME_FILE_HEAD || memcmp(bytes, magic, 8) != 0) return false;
    memcpy(key->bytes, bytes + 8, TA_FRAME_KEY);
    return check_of(key, bytes, 24) == get(bytes + 24, 8);
}

bool ta_frame_begin(const void *bytes, size_t size, const struct ta_frame_key *named,
                    struct ta_frame_reader *out)
{
    *out = (struct ta_frame_reader){.begin = bytes, .at = bytes};
    out->end = out->begin + size;
    out->headed = head_ok(bytes, size, &out->key);
    if (named != NULL)
        out->headed =
            out->headed && memcmp(out->key.bytes, named->bytes, TA_FRAME_KEY) == 0;
    if (!out->headed && named == NULL) return false;
    if (!out->headed) out->key = *named;
    if (out->headed) out->at += TA_FRAME_FILE_HEAD;
    out->mark = mark_of(&out->key);
    return true;
}

/* Does a whole frame stand at @p at? */
static bool frame_at(const struct ta_frame_reader *r, const uint8_t *at,
                     struct ta_frame *out)
{
    size_t left = (size_t)(r->end - at);
    if (left < TA_FRAME_HEAD || get(at, 4) != r->mark) return false;
    uint64_t size = get(at + 4, 4);
    if (size > TA_FRAME_BODY_MOST || size > left - TA_FRAME_HEAD) return false;
    struct ta_view body = {(const char *)at + TA_FRAME_HEAD, (size_t)size};
    if (frame_check(&r->key, at + 4, body) != get(at + 16, 8)) return false;
    *out = (struct ta_frame){.body = body,
                             .number = get(at + 8, 8),
                             .at = (size_t)(at - r->begin),
                             .size = TA_FRAME_HEAD + (size_t)size,
                             .why = ""};
    return true;
}

/* The next whole frame behind @p at, or the end. */
static const uint8_t *search(const struct ta_frame_reader *r, const uint8_t *at)
{
    struct ta_frame frame;
    const int first = (int)(r->mark & 0xff);
    for (at++; at < r->end; at++) {
        at = memchr(at, first, (size_t)(r->end - at));
        if (at == NULL) return r->end;
        if (frame_at(r, at, &frame)) return at;
    }
    return r->end;
}

static const char *fault_word(const struct ta_frame_reader *r, const uint8_t *end)
{
    if (end < r->end) return "damaged";
    for (const uint8_t *at = r->at; at < end; at++)
        if (*at != 0) return "cut off or damaged";
    return "blank";
}

enum ta_frame_found ta_frame_next(struct ta_frame_reader *reader, struct ta_frame *out)
{
    if (reader->at == reader->end) return TA_FRAME_END;
    if (frame_at(reader, reader->at, out)) {
        reader->at += out->size;
        out->lost = out->number > reader->next ? out->number - reader->next : 0;
        reader->next = out->number + 1;
        return TA_FRAME_BODY;
    }
    const uint8_t *next = search(reader, reader->at);
    *out = (struct ta_frame){.number = reader->next,
                             .at = (size_t)(reader->at - reader->begin),
                             .size = (size_t)(next - reader->at),
                             .why = fault_word(reader, next)};
    reader->at = next;
    return TA_FRAME_FAULT;
}
