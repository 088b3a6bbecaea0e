/* SPDX-License-Identifier: Apache-2.0 */
/** @file width.h  How wide text stands on a terminal, and folding it into lines. */
#ifndef TA_CLI_WIDTH_H
#define TA_CLI_WIDTH_H

#include <stddef.h>

#include "base/text.h"

/** Next character of well-formed UTF-8 at *at, which moves on; 0 at the end. Bytes that are no
 *  UTF-8 come one by one. */
unsigned ta_width_next(const char **at);
/** Columns of one character: 0 for combining marks, 2 for Chinese and other wide ones (Unicode
 *  Standard Annex 11, classes W and F), else 1. */
size_t ta_width_of(unsigned character);
/** Columns of the whole text. */
size_t ta_width(const char *text);
/** Bytes of the longest head of @p text that fits into @p columns. */
size_t ta_width_head(const char *text, size_t columns);

/** Append @p words folded at blanks and between wide characters, each line but the first behind
 *  @p indent blanks, none wider than @p columns unless a single word is. The caller has already
 *  moved to column @p indent. No newline at the end. */
void ta_fold(struct ta_text *out, const char *words, size_t indent, size_t columns);

#endif
