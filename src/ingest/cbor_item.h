/* SPDX-License-Identifier: Apache-2.0 */
/** @file cbor_item.h  CBOR (RFC 8949) read item by item, without a tree and without memory. */
#ifndef TA_INGEST_CBOR_ITEM_H
#define TA_INGEST_CBOR_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/scan.h"

enum ta_cbor_kind {
    TA_CBOR_NONE, /**< end, or a fault */
    TA_CBOR_UINT,
    TA_CBOR_NEGATIVE, /**< -1 - n */
    TA_CBOR_BYTES,
    TA_CBOR_TEXT,
    TA_CBOR_ARRAY,
    TA_CBOR_MAP,
    TA_CBOR_TAG,
    TA_CBOR_FLOAT,
    TA_CBOR_BOOL,
    TA_CBOR_NULL,
    TA_CBOR_BREAK
};

/** The head of an item; elements of arrays and maps, and what is tagged, follow. */
struct ta_cbor_item {
    enum ta_cbor_kind kind;
    uint64_t
        n; /**< number, tag, count of elements (of a map: of pairs); 0 or 1 of a truth */
    double f;
    struct ta_view view; /**< bytes or text; text is UTF-8 without NUL */
    bool indefinite; /**< an array or map up to a break; bytes and text are refused */
};

struct ta_cbor {
    const uint8_t *at, *end;
    bool cut;        /**< the bytes end within an item */
    const char *why; /**< of a fault; English; NULL: none */
};

/** The next item. @return its kind; TA_CBOR_NONE with `cut` or `why` set */
enum ta_cbor_kind ta_cbor_next(struct ta_cbor *in, struct ta_cbor_item *out);
/** Step over all of @p item, whose head was read, TA_SCAN_DEPTH deep at most. */
bool ta_cbor_skip(struct ta_cbor *in, const struct ta_cbor_item *item);

#endif
