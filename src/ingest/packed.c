/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/packed.h"

void ta_pack_number(struct ta_text *out, uint64_t value)
{
    unsigned char bytes[10];
    size_t n = 0;
    for (; value > 127; value >>= 7) bytes[n++] = (unsigned char)(value | 128);
    bytes[n++] = (unsigned char)value;
    ta_text_add_bytes(out, bytes, n);
}

void ta_put_fixed(void *at, uint64_t value)
{
    unsigned char *to = at;
    for (unsigned i = 0; i < 8; i++) to[i] = (unsigned char)(value >> (8 * i));
}

void ta_pack_fixed(struct ta_text *out, uint64_t value)
{
    unsigned char bytes[8];
    ta_put_fixed(bytes, value);
    ta_text_add_bytes(out, bytes, sizeof bytes);
}

/* A time that never was, and a text longer than anything. */
void ta_pack_kind(struct ta_text *out, unsigned char kind)
{
    ta_pack_number(out, UINT64_MAX);
    ta_pack_number(out, UINT64_MAX - kind);
}

void ta_pack_view(struct ta_text *out, struct ta_view view)
{
    ta_pack_number(out, view.size);
    if (view.size > 0) ta_text_add_bytes(out, view.bytes, view.size);
}

uint64_t ta_unpack_number(struct ta_unpack *from)
{
    uint64_t value = 0;
    for (unsigned shift = 0; !from->failed && from->at < from->end; shift += 7) {
        unsigned char byte = (unsigned char)*from->at++;
        if (shift == 63 && byte > 1) break;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return value;
    }
    from->failed = true;
    return 0;
}

uint64_t ta_unpack_fixed(struct ta_unpack *from)
{
    uint64_t value = 0;
    if (from->end - from->at < 8) from->failed = true;
    for (unsigned i = 0; !from->failed && i < 8; i++)
        value |= (uint64_t)(unsigned char)*from->at++ << (8 * i);
    return value;
}

int ta_unpack_kind(struct ta_unpack *from)
{
    struct ta_unpack at = *from;
    uint64_t first = ta_unpack_number(&at), second = ta_unpack_number(&at);
    if (at.failed || first != UINT64_MAX || second < UINT64_MAX - UINT8_MAX) return -1;
    *from = at;
    return (int)(UINT64_MAX - second);
}

struct ta_view ta_unpack_view(struct ta_unpack *from)
{
    uint64_t size = ta_unpack_number(from);
    if (size > (uint64_t)(from->end - from->at)) from->failed = true;
    if (from->failed) return (struct ta_view){from->end, 0};
    struct ta_view view = {from->at, (size_t)size};
    from->at += size;
    return view;
}

bool ta_unpack_ok(const struct ta_unpack *from)
{
    return !from->failed && from->at == from->end;
}
