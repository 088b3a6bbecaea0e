/* SPDX-License-Identifier: Apache-2.0 */
/** @file packed.h  Numbers and texts one after the other, as bodies of frames hold them. */
#ifndef TA_INGEST_PACKED_H
#define TA_INGEST_PACKED_H

#include <stdint.h>

#include "base/text.h"
#include "ingest/scan.h"

/** Seven bits a byte, lowest first; the top bit says that more follow. */
void ta_pack_number(struct ta_text *out, uint64_t value);
/** Its size, then its bytes. */
void ta_pack_view(struct ta_text *out, struct ta_view view);

/** What is left to read. A fault stays; what is read after it is empty. */
struct ta_unpack {
    const char *at, *end;
    bool failed;
};
uint64_t ta_unpack_number(struct ta_unpack *from);
/** Borrowed. */
struct ta_view ta_unpack_view(struct ta_unpack *from);
/** Nothing failed and nothing is left. */
bool ta_unpack_ok(const struct ta_unpack *from);

#endif
