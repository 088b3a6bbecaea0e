/* SPDX-License-Identifier: Apache-2.0 */
/** @file words.h  Letters of UTF-8, and words that were cut inside one. */
#ifndef TA_ALGORITHMS_WORDS_H
#define TA_ALGORITHMS_WORDS_H

#include <stddef.h>

/** Bytes of the well-formed letter that begins @p at, of which @p size bytes may be read; 0 where
 *  none begins, and at a zero byte. */
size_t ta_letter(const char *at, size_t size);

/** Leave out, in place, every byte that is no whole letter: what a cut left of one. */
void ta_words_whole(char *words);

#endif
