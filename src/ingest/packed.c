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
