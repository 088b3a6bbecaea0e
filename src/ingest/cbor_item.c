/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/cbor_item.h"

#include <cbor.h>

#include "base/text.h"

/* --- what libcbor calls --------------------------------------------------------------------- */

static void set(void *of, enum ta_cbor_kind kind, uint64_t n)
{
    struct ta_cbor_item *item = of;
    item->kind = kind;
    item->n = n;
}

static void on_uint8(void *of, uint8_t n)
{
    set(of, TA_CBOR_UINT, n);
}
static void on_uint16(void *of, uint16_t n)
{
    set(of, TA_CBOR_UINT, n);
}
static void on_uint32(void *of, uint32_t n)
{
    set(of, TA_CBOR_UINT, n);
}
static void on_uint64(void *of, uint64_t n)
{
    set(of, TA_CBOR_UINT, n);
}
static void on_negative8(void *of, uint8_t n)
{
    set(of, TA_CBOR_NEGATIVE, n);
}
static void on_negative16(void *of, uint16_t n)
{
    set(of, TA_CBOR_NEGATIVE, n);
}
static void on_negative32(void *of, uint32_t n)
{
    set(of, TA_CBOR_NEGATIVE, n);
}
static void on_negative64(void *of, uint64_t n)
{
    set(of, TA_CBOR_NEGATIVE, n);
}
static void on_tag(void *of, uint64_t n)
{
    set(of, TA_CBOR_TAG, n);
}
static void on_array(void *of, size_t n)
{
    set(of, TA_CBOR_ARRAY, n);
}
static void on_map(void *of, size_t n)
{
    set(of, TA_CBOR_MAP, n);
}
static void on_null(void *of)
{
    set(of, TA_CBOR_NULL, 0);
}
static void on_break(void *of)
{
    set(of, TA_CBOR_BREAK, 0);
}
static void on_bool(void *of, bool truth)
{
    set(of, TA_CBOR_BOOL, truth);
}

static void on_open_array(void *of)
{
    struct ta_cbor_item *item = of;
    set(of, TA_CBOR_ARRAY, UINT64_MAX);
    item->indefinite = true;
}
static void on_open_map(void *of)
{
    struct ta_cbor_item *item = of;
    set(of, TA_CBOR_MAP, UINT64_MAX);
    item->indefinite = true;
}

/* Chunks would have to be joined; RFC 8428, section 6, wants definite lengths. */
static void on_open_string(void *of)
{
    struct ta_cbor_item *item = of;
    set(of, TA_CBOR_TEXT, 0);
    item->indefinite = true;
}

static void on_bytes(void *of, cbor_data bytes, size_t size)
{
    struct ta_cbor_item *item = of;
    set(of, TA_CBOR_BYTES, 0);
    item->view = (struct ta_view){(const char *)bytes, size};
}
static void on_text(void *of, cbor_data bytes, size_t size)
{
    struct ta_cbor_item *item = of;
    set(of, TA_CBOR_TEXT, 0);
    item->view = (struct ta_view){(const char *)bytes, size};
}

static void on_double(void *of, double f)
{
    struct ta_cbor_item *item = of;
    set(of, TA_CBOR_FLOAT, 0);
    item->f = f;
}
static void on_float(void *of, float f)
{
    on_double(of, (double)f);
}

static const struct cbor_callbacks callbacks = {.uint8 = on_uint8,
                                                .uint16 = on_uint16,
                                                .uint32 = on_uint32,
                                                .uint64 = on_uint64,
                                                .negint8 = on_negative8,
                                                .negint16 = on_negative16,
                                                .negint32 = on_negative32,
                                                .negint64 = on_negative64,
                                                .byte_string_start = on_open_string,
                                                .byte_string = on_bytes,
                                                .string = on_text,
                                                .string_start = on_open_string,
                                                .indef_array_start = on_open_array,
                                                .array_start = on_array,
                                                .indef_map_start = on_open_map,
                                                .map_start = on_map,
                                                .tag = on_tag,
                                                .float2 = on_float,
                                                .float4 = on_float,
                                                .float8 = on_double,
                                                .undefined = on_null,
                                                .null = on_null,
                                                .boolean = on_bool,
                                                .indef_break = on_break};

/* --- items ---------------------------------------------------------------------------------- */

static enum ta_cbor_kind fail(struct ta_cbor *in, const char *why)
{
    if (in->why == NULL) in->why = why;
    return TA_CBOR_NONE;
}

enum ta_cbor_kind ta_cbor_next(struct ta_cbor *in, struct ta_cbor_item *out)
{
    *out = (struct ta_cbor_item){.kind = TA_CBOR_NONE};
    if (in->why != NULL || in->cut) return TA_CBOR_NONE;
    if (in->at == in->end) {
        in->cut = true;
        return TA_CBOR_NONE;
    }
    struct cbor_decoder_result got =
        cbor_stream_decode(in->at, (size_t)(in->end - in->at), &callbacks, out);
    if (got.status == CBOR_DECODER_NEDATA) {
        in->cut = true;
        return TA_CBOR_NONE;
    }
    if (got.status != CBOR_DECODER_FINISHED || out->kind == TA_CBOR_NONE)
        return fail(in, "no CBOR item");
    if (out->kind == TA_CBOR_TEXT && out->indefinite)
        return fail(in, "a text or bytes of indefinite length");
    if (out->kind == TA_CBOR_TEXT && !ta_utf8_ok(out->view.bytes, out->view.size))
        return fail(in, "a text that is no UTF-8, or has a zero byte");
    in->at += got.read;
    return out->kind;
}

/* How many items follow the head before it is complete. */
static uint64_t below(const struct ta_cbor_item *item)
{
    switch (item->kind) {
    case TA_CBOR_ARRAY: return item->n;
    case TA_CBOR_MAP: return item->n > UINT64_MAX / 2 ? UINT64_MAX : 2 * item->n;
    case TA_CBOR_TAG: return 1;
    case TA_CBOR_NONE:
    case TA_CBOR_UINT:
    case TA_CBOR_NEGATIVE:
    case TA_CBOR_BYTES:
    case TA_CBOR_TEXT:
    case TA_CBOR_FLOAT:
    case TA_CBOR_BOOL:
    case TA_CBOR_NULL:
    case TA_CBOR_BREAK: break;
    }
    return 0;
}

bool ta_cbor_skip(struct ta_cbor *in, const struct ta_cbor_item *item)
{
    struct {
        uint64_t left;
        bool open;
    } level[TA_SCAN_DEPTH];
    size_t depth = 0;
    struct ta_cbor_item next = *item;
    for (;;) {
        uint64_t n = below(&next);
        if (n > 0) {
            if (depth == TA_SCAN_DEPTH) return fail(in, "nested too deep") != 0;
            level[depth].left = n;
            level[depth++].open = next.indefinite;
        }
        while (depth > 0 && !level[depth - 1].open && level[depth - 1].left == 0)
            depth--;
        if (depth == 0) return true;
        if (ta_cbor_next(in, &next) == TA_CBOR_NONE) return false;
        if (next.kind == TA_CBOR_BREAK) {
            if (!level[depth - 1].open) return fail(in, "a break out of place") != 0;
            depth--;
            next.kind = TA_CBOR_NULL; /* the level above has counted what ends here */
        } else if (!level[depth - 1].open) {
            level[depth - 1].left--;
        }
    }
}
