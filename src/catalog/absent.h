/* SPDX-License-Identifier: Apache-2.0 */
/** @file absent.h  Band files that a product names and that are not on disk. */
#ifndef TA_CATALOG_ABSENT_H
#define TA_CATALOG_ABSENT_H

#include "base/text.h"
#include "catalog/sink.h"

/** The names of one scene's; all zero: none. End with ta_absent_tell(). */
struct ta_absent {
    size_t n;
    struct ta_text names;
};

/** File @p name holds @p band and is not there. A band that no index reads is nobody's loss. */
void ta_absent_add(struct ta_absent *absent, const char *band, const char *name);

/** Tell them as one problem of @p path, where the scene has other bands, and forget them.
 *  @return TA_OK; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_absent_tell(struct ta_absent *absent,
                                           const struct ta_sink *sink, const char *path,
                                           bool has_others, struct ta_error *err);

#endif
