/* SPDX-License-Identifier: Apache-2.0 */
/** @file message.h  What people read, in Chinese and English:
 * datasets/messages/{zh,en}.json. */
#ifndef TA_BASE_MESSAGE_H
#define TA_BASE_MESSAGE_H

#include "base/text.h"
#include "terrassay/status.h"

enum ta_language { TA_EN, TA_ZH, TA_LANGUAGE_COUNT };

/** All messages of both languages. Read-only once loaded. */
struct ta_messages;
TA_NODISCARD enum ta_status
ta_messages_load(const char *datasets, struct ta_messages **out, struct ta_error *err);
void ta_messages_free(struct ta_messages *messages);
/** The words for @p key, or the key itself when there are none (a test finds such
 * keys). */
const char *ta_message(const struct ta_messages *messages, enum ta_language language,
                       const char *key);
bool ta_message_has(const struct ta_messages *messages, enum ta_language language,
                    const char *key);
/** Append the words for @p key with {name} replaced: names and values alternate, NULL
 * ends. */
void ta_message_fill(const struct ta_messages *messages, enum ta_language language,
                     struct ta_text *out, const char *key, ...);

#endif
