/* SPDX-License-Identifier: Apache-2.0 */
/** @file windows.h  Hours, days, months of readings: counts and exact sums first, means from them.
 *
 *  A window is made of readings only, never of other windows' means. Sums are exact to 106 bits and
 *  do not depend on order, so that windows of parts add up to the window of the whole. A
 *  direction's mean is that of unit vectors (Mardia and Jupp 2000, Directional Statistics, 2.2). */
#ifndef TA_WINDOWS_H
#define TA_WINDOWS_H

#include "covered.h"
#include "statistics_sum.h"
#include "terrassay/reading.h"
#include "terrassay/status.h"

/** Of what windows are made of and when they are complete: raised when the same readings may give others, also by
 *  the flags that sealing gives them (src/engine/reading_flags.h). */
enum { TA_WINDOW_RULES = 7 };

enum ta_window_kind {
    TA_WINDOW_FIXED, /**< of one length, counted from midnight of 1970-01-01 */
    TA_WINDOW_MONTH,
    TA_WINDOW_YEAR
};

/** What windows are and when they are complete. */
struct ta_window_rule {
    enum ta_window_kind kind;
    ta_time_us length; /**< of a fixed one, above 0 */
    ta_time_us
        step; /**< from one fixed one to the next: below the length they roll; 0: length */
    ta_time_us offset;   /**< of civil time from UTC; fixed, no daylight saving */
    ta_time_us interval; /**< nominal, between readings; 0 when unknown */
    double share;        /**< of the expected readings that makes a window complete */
    double turn; /**< full circle in the unit of a direction; 0 for a plain quantity */
};

/** Readings that count are finite, flagged good or not evaluated, and alone at their time. */
struct ta_window {
    ta_time_us begin, end; /**< begin <= time < end */
    uint64_t received;     /**< all readings */
    uint64_t used, good;   /**< those that count; of them, those flagged good */
    uint64_t suspect, failed, missing, conflicting;
    uint64_t expected;  /**< length / interval; 0 when the interval is unknown */
    bool complete;      /**< used, those too close for less (covered.h), >= share of
                           expected, at least one; false when the interval is unknown:
                           nobody can tell */
    double mean;        /**< NaN without readings, and of directions that cancel out */
    double sum;         /**< of a plain quantity; else NaN */
    double least, most; /**< of a plain quantity; else NaN */
    double
        steadiness; /**< length of the mean vector, 0 to 1; NaN of a plain quantity */
    ta_time_us first, last; /**< times of the readings used; TA_TIME_NONE without */
};

/** Is the rule one that ta_windows() can follow? */
bool ta_window_rule_ok(const struct ta_window_rule *rule);
/** Begin of the window that holds @p time (of rolling ones the last), and of the one behind it. */
ta_time_us ta_window_begin(const struct ta_window_rule *rule, ta_time_us time);
ta_time_us ta_window_next(const struct ta_window_rule *rule, ta_time_us begin);
ta_time_us ta_window_end(const struct ta_window_rule *rule, ta_time_us begin);

/** A window on its way: all that the readings so far leave behind, so that it can be kept and go on later. */
struct ta_window_state {
    struct ta_window
        window; /**< begin and end; counts, extremes, first and last so far */
    struct ta_exact_sum sum[2]; /**< of the values; of a direction of sines, cosines */
    struct ta_covered there;
    ta_time_us oldest, newest; /**< of all readings so far; TA_TIME_NONE without */
};

void ta_window_start(const struct ta_window_rule *rule, ta_time_us begin,
                     struct ta_window_state *out);
/** More readings: in order of time, each time whole, all later than those before. Others than the window's
 *  are left out.
 *  @return TA_OK; TA_E_ARG when they are out of order: the state is good for nothing then */
TA_NODISCARD enum ta_status ta_window_add(const struct ta_window_rule *rule, size_t n,
                                          const struct ta_reading *reading,
                                          struct ta_window_state *state);
/** The window of the readings so far. */
void ta_window_finish(const struct ta_window_rule *rule,
                      const struct ta_window_state *state, struct ta_window *out);

/** The first of @p n readings in order of time that is not before @p time; @p n when none is. */
size_t ta_window_search(const struct ta_reading *reading, size_t n, ta_time_us time);

/** The window that begins at @p begin, of readings in order of time, of which others are left out.
 *  @return TA_OK; TA_E_ARG when they are out of order */
TA_NODISCARD enum ta_status ta_window_of(const struct ta_window_rule *rule,
                                         ta_time_us begin, size_t n,
                                         const struct ta_reading *reading,
                                         struct ta_window *out);

#endif
