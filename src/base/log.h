/* SPDX-License-Identifier: Apache-2.0 */
/** @file log.h  Events on stderr, one line each, text or JSON; progress on a terminal.
 */
#ifndef TA_BASE_LOG_H
#define TA_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"

enum ta_log_level { TA_LOG_ERROR, TA_LOG_WARNING, TA_LOG_INFO, TA_LOG_DEBUG };
enum ta_log_form { TA_LOG_TEXT, TA_LOG_JSON };

/** Set once at start by the program. Default: warnings and above, text. */
void ta_log_setup(enum ta_log_level most, enum ta_log_form form);
/** Is its form JSON? */
bool ta_log_is_json(void);
/** `ta_log(TA_LOG_INFO, "refresh.scene", "scene=%s sites=%zu", id, n)`. Thread-safe. */
void ta_log(enum ta_log_level level, const char *event, const char *format, ...)
    TA_PRINTF(3, 4);

/** A progress bar: on a terminal drawn on stderr once it has run for a second, else a line
 * of the log after ten seconds and then with each tenth of the time that went, after ten minutes
 * at most; nothing when quiet. Total 0: not known, a terminal gets a count without a share and a
 * log nothing. */
struct ta_progress;
struct ta_progress *ta_progress_new(const char *what, size_t total, bool quiet);
/** @p done of the total so far, not the difference. From any thread; NULL is allowed. */
void ta_progress_step(struct ta_progress *progress, size_t done);
/** The same in words of one's own, which stand behind the name. They are asked for by @p words
 *  only when they are due. */
void ta_progress_say(struct ta_progress *progress, void *self,
                     void (*words)(void *self, char *out, size_t size));
/** Clears the bar; NULL is allowed. */
void ta_progress_end(struct ta_progress *progress);

#endif
