/* SPDX-License-Identifier: Apache-2.0 */
/** @file html.h  Words into HTML and SVG, so that whatever stands in them stays words. */
#ifndef TA_REPORT_HTML_H
#define TA_REPORT_HTML_H

#include "base/text.h"

/** Append @p words with markup escaped, fit for content and quoted attributes of HTML and
 *  SVG. Controls, marks that turn the direction of writing, what is no UTF-8 and what
 *  neither HTML nor XML allows are shown as [U+202E], so that nothing hides. */
void ta_html_words(struct ta_text *out, const char *words);
/** Words that came from outside: escaped, and set apart so that their direction of writing
 *  touches nothing around them. */
void ta_html_outside(struct ta_text *out, const char *words);

#endif
