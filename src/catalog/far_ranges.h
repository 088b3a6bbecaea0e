/* SPDX-License-Identifier: Apache-2.0 */
/** @file far_ranges.h  A far file read by ranges: its head lies here, its blocks come when they are
 *  wanted and go when nobody holds it. */
#ifndef TA_CATALOG_FAR_RANGES_H
#define TA_CATALOG_FAR_RANGES_H

#include "catalog/far_session.h"
#include "terrassay/far_file.h"

enum {
    /** Bytes of the head: what a GeoTIFF made for the cloud begins with, its directories and the
     *  places of some hundred blocks. A longer head is read on by as much, and kept. */
    TA_FAR_HEAD = 8192,
    TA_FAR_HEAD_MOST = 1 << 18
};

/** What a far file is. Borrowed. */
struct ta_far_pin {
    const char *url;  /**< not signed */
    const char *path; /**< full path that names it; PATH.head holds its first bytes */
    int64_t size;
    const char *etag;
};

/** @param out owned: ops->drop(). @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_far_ranges_new(struct ta_far_session *session,
                                              const struct ta_far_pin *pin,
                                              struct ta_far_file **out,
                                              struct ta_error *err);

/** Sort, join what overlaps or lies no more than @p gap bytes apart. @return how many are left */
size_t ta_ranges_join(struct ta_byte_range *range, size_t n, int64_t gap);
/** Pieces of @p wanted that are in none of the sorted, disjoint @p have; appended to @p out, which
 *  has room for n + 1. @return how many */
size_t ta_ranges_missing(const struct ta_byte_range *have, size_t n,
                         const struct ta_byte_range *wanted, struct ta_byte_range *out);

#endif
