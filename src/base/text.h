/* SPDX-License-Identifier: Apache-2.0 */
/** @file text.h  Growing text, checked parsing, fixed-size copies. */
#ifndef TA_BASE_TEXT_H
#define TA_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

/** Owned, growing, always NUL-terminated once something was added. An addition that
 * finds no memory sets `failed` and later ones do nothing: check once at the end. */
struct ta_text {
    char *bytes;
    size_t size, capacity;
    bool failed;
};

void ta_text_add(struct ta_text *text, const char *words);
void ta_text_add_bytes(struct ta_text *text, const void *bytes, size_t size);
void ta_text_addf(struct ta_text *text, const char *format, ...) TA_PRINTF(2, 3);
/** Hand the bytes over (ta_free); NULL when something failed. The text is empty
 * afterwards. */
char *ta_text_take(struct ta_text *text);
void ta_text_free(struct ta_text *text);

/** Copy into a fixed field. @return false (and "" in @p to) when it does not fit. */
TA_NODISCARD bool ta_copy(char *to, size_t size, const char *from);

/** Copy what fits, cut between characters of UTF-8. */
void ta_copy_cut(char *to, size_t size, const char *from);

/** Whole text as a number in the C locale; no blanks, no hex, no inf or nan.
 *  @return TA_OK or TA_E_DATA. */
TA_NODISCARD enum ta_status ta_parse_f64(const char *text, double *out);
TA_NODISCARD enum ta_status ta_parse_i64(const char *text, int64_t *out);

/** Shortest decimal digits that read back as @p value, in the form of ECMAScript
 *  Number::toString (RFC 8785, 3.2.2.3). @p value is finite. @p out holds 32 bytes. */
void ta_format_f64(double value, char out[32]);

/** Edits between two words of at most 64 bytes: insert, delete, replace, or swap two neighbours (the
 *  restricted distance of Damerau 1964); SIZE_MAX of longer ones. */
size_t ta_word_edits(const char *a, const char *b);
/** Is @p word one of @p known (NULL-ended)? */
bool ta_word_known(const char *word, const char *const *known);
/** Add to @p err the nearest of @p known to the unknown @p word, or the whole list. */
void ta_mend_unknown(struct ta_error *err, const char *word, const char *const *known);

/** Is @p id legal as a project id: [A-Za-z0-9._:-]{1,64}? */
bool ta_id_ok(const char *id);
/** Is @p bytes well-formed UTF-8 without NUL? */
bool ta_utf8_ok(const char *bytes, size_t size);

/** Put blanks in place of what would move a terminal's cursor or turn its writing: control
 *  characters but line ends and tabs, and marks of direction. The length stays. */
void ta_words_plain(char *words);

/** Put a '?' in place of every piece that is no whole letter of UTF-8, as that of a name in another
 *  encoding; what a cut left of a letter behind others of several bytes is left out. What there is then
 *  can be printed, and is never longer. */
void ta_words_shown(char *words);

/** Format into a fixed field of @p size bytes: cut between letters, and shown as above. */
void ta_words_format(char *to, size_t size, const char *format, va_list args)
    TA_PRINTF(3, 0);

enum { TA_UNIT_AFTER = 64 };
/** How a unit stands behind a number: " t", and nothing for the unit 1. @return @p out */
const char *ta_unit_after(const char *unit, char out[TA_UNIT_AFTER]);

#endif
