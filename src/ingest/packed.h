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

/** Eight bytes, lowest first, so that another number can take its place: ta_put_fixed(). */
void ta_pack_fixed(struct ta_text *out, uint64_t value);
void ta_put_fixed(void *at, uint64_t value);
/** At the beginning of a body: it is of another kind than those that begin with numbers and texts of theirs. Who
 *  knows of no kinds cannot read it at all, and says so. */
void ta_pack_kind(struct ta_text *out, unsigned char kind);

/** What is left to read. A fault stays; what is read after it is empty. */
struct ta_unpack {
    const char *at, *end;
    bool failed;
};
uint64_t ta_unpack_number(struct ta_unpack *from);
uint64_t ta_unpack_fixed(struct ta_unpack *from);
/** The kind, read over; -1 when there is none, with nothing read. */
int ta_unpack_kind(struct ta_unpack *from);
/** Borrowed. */
struct ta_view ta_unpack_view(struct ta_unpack *from);
/** Nothing failed and nothing is left. */
bool ta_unpack_ok(const struct ta_unpack *from);

#endif
