/* SPDX-License-Identifier: Apache-2.0 */
/** @file silence.h  Why nothing was observed, where a record's words tell it apart within its reason.
 *
 *  A record has one reason ("no_clear_look") and words to it. Pages and portfolios name the reason by this
 *  one rule, so that they never name two. */
#ifndef TA_RECORD_SILENCE_H
#define TA_RECORD_SILENCE_H

#include <stddef.h>

/** The message's key ("silence.no_look"); NULL where the reason's own message says it.
 *  @param id of the indicator
 *  @param why [n] its words, as they stand in a record */
const char *ta_silence_key(const char *id, const char *reason, const char *why,
                           size_t n);

/** That key where the project has readings that the indicator does not ask for; any other stays as it is. */
const char *ta_silence_with_readings(const char *key);

/** What stands behind "silence." in such a key. */
const char *ta_silence_code(const char *key);

#endif
