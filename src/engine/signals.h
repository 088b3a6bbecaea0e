/* SPDX-License-Identifier: Apache-2.0 */
/** @file signals.h  What quality control says of the signals behind an indicator: findings that a person
 *  reads, and how far each datastream can be relied on.
 *
 *  Pure, over all series of readings that an indicator takes, with a permitted limit or without one, and
 *  over the oxygen and moisture that brought them to their state: the readings of the indicator's own
 *  window, else of TA_SIGNALS_DAYS, judged by QARTOD's tests under the table `quality_limits` in force on
 *  the day, and each signal held against each other of its property for delayed copies, also against
 *  those of the project that no indicator takes. Findings say what was seen and never why; of what an
 *  indicator does not take they say only whom it copies. More datastreams than are compared (compared.h)
 *  are finding "not_compared".
 *
 *  Signals of other projects are compared with those of the same property alike, with a millionth of
 *  the false alarms for each pair: finding "same_signal", whichever of the two came first. That is asked
 *  of signals that no indicator takes, too (ta_signals_unused()).
 *
 *  What the seal did not test is handed on as the record's own tests have it (signal_flags.h), and trust
 *  counts as flagged and as not evaluated what was handed on as such.
 *
 *  Each signal is held against its own past, too, as it was measured (quality_repeat.h): a stretch that repeats an
 *  earlier one to the last digit is finding "repeats".
 *
 *  Readings of an unchanged signal, from when it last moved, of a stretch that copies another signal and of one that
 *  repeats an earlier stretch are handed on as failed: they were received and tell nothing, so that their hours are
 *  missing ones. Of two that move as one at the same time nobody can say which is which: both.
 *  Of a signal's calibration the project document says the day and how long it holds; past that it is
 *  finding "calibration_old". Stations of one property near each other are held against each other
 *  (neighbours.h); one that fewer than three quarters of its hours agree with is finding
 *  "neighbours_differ". What is not known of either is not evaluated and never counts as good.
 *
 *  A detection floor is no unchanged signal. Where neither project document nor table name one, it is what the record
 *  itself shows (detection_floor.h). What lies at it is handed on as not evaluated, for clean gas and a dead instrument look
 *  alike there. */
#ifndef TA_ENGINE_SIGNALS_H
#define TA_ENGINE_SIGNALS_H

#include "engine/inputs.h"
#include "terrassay/assessment.h"
#include "terrassay/table.h"

#define TA_SIGNALS_TABLE "quality_limits"

enum { TA_CAUSE_SIZE = 112 };

struct ta_signals_query {
    const struct ta_gathered *gathered; /**< of one indicator */
    const struct ta_project *project;
    const struct ta_table_set *tables;
    ta_day as_of;
    size_t n_foreign;
    const struct ta_foreign *foreign; /**< signals of other projects */
    size_t n_feeds;
    const struct ta_own_feed *feed; /**< those of the project, as registered */
};

/** In the room that was handed in. */
struct ta_signals {
    size_t n_sets, n_inputs; /**< input k of set s stands at s * n_inputs + k */
    int *grade; /**< trust, 1 (best) to 5; 0 where there is no series of readings */
    size_t n_trusted;
    struct ta_trusted *trusted; /**< [n_trusted] what each of those grades rests on */
    /** flags of all readings of the input with what is said above; NULL where none */
    unsigned char **flag;
    /** English words for why readings of it failed; "" where none did */
    char (*cause)[TA_CAUSE_SIZE];
    size_t n_findings;
    struct ta_finding *finding; /**< by datastream, then kind, then time */
    bool unchecked; /**< a limit was used that nobody has read against its source */
};

/** Does the indicator take the readings of any datastream? */
bool ta_signals_apply(const struct ta_gathered *gathered);

/** @return TA_OK; TA_E_NOMEM; TA_E_NOTFOUND without the table; TA_E_DATA when a limit's unit does not
 *  become the signal's. */
TA_NODISCARD enum ta_status ta_signals_judge(const struct ta_signals_query *query,
                                             struct ta_room *room,
                                             struct ta_signals *out,
                                             struct ta_error *err);

/** Findings about datastreams that none of @p gathered takes: the same signal in another project.
 *  @param query its `gathered` is not read. @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_signals_unused(const struct ta_signals_query *query, size_t n,
                  const struct ta_gathered *gathered, struct ta_room *room,
                  struct ta_signals *out, struct ta_error *err);

#endif
