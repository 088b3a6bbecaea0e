/* SPDX-License-Identifier: Apache-2.0 */
/** @file time_form.h  How a source writes times: a pattern with a fixed offset, RFC 3339, or a
 *  count since 1970. */
#ifndef TA_INGEST_TIME_FORM_H
#define TA_INGEST_TIME_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/scan.h"
#include "terrassay/types.h"

enum ta_time_kind { TA_TIME_PATTERN, TA_TIME_RFC3339, TA_TIME_COUNT };

/** A pattern knows %Y (4 digits), %m %d %H %M (1 or 2), %S (1 or 2, maybe with a fraction), %z
 *  (Z, +08:00, +0800) and %%; a blank stands for any number of them, other bytes for
 *  themselves. Hour 24 is the end of the day. The offset is fixed: no daylight saving. */
struct ta_time_form {
    enum ta_time_kind kind;
    const char *pattern; /**< borrowed */
    bool zoned;          /**< the text says its offset itself */
    int decade;          /**< TA_TIME_COUNT: counts 10^decade seconds */
    ta_time_us offset;   /**< civil time less UTC */
};

/** Understand "rfc3339", "unix_s", "unix_ms", "unix_us" or a pattern, which is borrowed.
 *  @return NULL, or in English what is wrong with it */
const char *ta_time_form_read(const char *text, struct ta_time_form *out);
/** "+08:00", "-03:30", "Z". @return false for any other text, and beyond 18 hours. */
bool ta_time_offset_read(const char *text, ta_time_us *out);

/** The instant that @p text names. @return false when it is not of that form. */
bool ta_time_form_parse(const struct ta_time_form *form, struct ta_view text,
                        ta_time_us *out);

#endif
