/* SPDX-License-Identifier: Apache-2.0 */
/** @file json_scan.h  Canonical JSON (RFC 8785) read member by member, without a tree.
 *
 *  Understands less than jansson: keys in ascending order of bytes (so that none comes twice), no
 *  \u escapes, no white space, no large numbers. What it understands means what ta_json_parse()
 *  makes of it; at anything else it fails for good, and the caller parses the document instead. */
#ifndef TA_BASE_JSON_SCAN_H
#define TA_BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/** Bytes of the document; borrowed. */
struct ta_json_span {
    const char *bytes;
    size_t size;
};

struct ta_json_scan {
    const char *at, *end;
    int depth;
    bool failed; /**< not understood; all that follows answers nothing */
};

/** At most as deep as ta_json_parse() allows. */
struct ta_json_scan ta_json_scan_start(const char *bytes, size_t size);
/** Is all of it read and understood? */
bool ta_json_scan_ended(const struct ta_json_scan *scan);

/** Members of an object, or elements of an array, that are passed one after another. */
struct ta_json_list {
    struct ta_json_span
        key; /**< of the member at hand, as in the document; not ended by 0 */
    bool begun;
};
/** To the next member, whose value must then be read or skipped.
 *  @param list zeroed before the first @return false after the last, and when failed */
bool ta_json_scan_member(struct ta_json_scan *scan, struct ta_json_list *list);
bool ta_json_scan_element(struct ta_json_scan *scan, struct ta_json_list *list);

/** Past any value. @return its bytes; valid JSON unless failed */
struct ta_json_span ta_json_scan_skip(struct ta_json_scan *scan);
/** Past any value. @return what stands between the quotes of a text, escapes as they are;
 *  bytes NULL for other values */
struct ta_json_span ta_json_scan_text(struct ta_json_scan *scan);
/** Past any value. @return the number; NaN for other values */
double ta_json_scan_number(struct ta_json_scan *scan);
/** Past any value. @return is it true? */
bool ta_json_scan_true(struct ta_json_scan *scan);

/** Is it @p word, byte for byte? False for a span without bytes. */
bool ta_json_span_is(struct ta_json_span span, const char *word);

#endif
