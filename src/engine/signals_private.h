/* SPDX-License-Identifier: Apache-2.0 */
/** @file signals_private.h  What the parts of signals share: one examination of some datastreams. */
#ifndef TA_ENGINE_SIGNALS_PRIVATE_H
#define TA_ENGINE_SIGNALS_PRIVATE_H

#include "engine/signals.h"
#include "quality.h"
#include "quality_trust.h"

/** Why a datastream is looked at. */
enum ta_signal_role {
    TA_SIGNAL_USED,   /**< an input of the indicator */
    TA_SIGNAL_BEHIND, /**< oxygen or moisture that brought an input to its state */
    TA_SIGNAL_BESIDE, /**< of a property of these: they are held against it */
    TA_SIGNAL_UNUSED  /**< of no indicator: held against other projects' alone */
};

/** One datastream under examination. */
struct ta_signal {
    enum ta_signal_role role;
    bool compared; /* with others, for copies: see compared.h */
    const char *subject;
    const struct ta_datastream *stream;
    const char *unit;
    bool unchecked; /* some came by an unchecked decoder: said of those with a limit */
    size_t input;   /* of its indicator, where it is used */
    struct ta_series series;       /* of the window, one value a time */
    const struct ta_series *all;   /* as gathered: of a time all its values */
    struct ta_qc_verdict *verdict; /* NULL: not judged */
    unsigned char *stretch;        /* [series.n] as of ta_qc_flat_stretches() */
    unsigned char *failed; /* [series.n] not 0: in an unchanged stretch or a copy */
    struct ta_qc_limits limits;
    struct ta_trust_evidence trust;
    size_t told;
    char cause[TA_CAUSE_SIZE]; /* why readings of it failed; "" */
};

struct ta_judging {
    const struct ta_signals_query *query;
    struct ta_room *room;
    struct ta_signals *out;
    ta_time_us from, to;
    size_t n, capacity;       /* signals; room for findings */
    struct ta_signal *signal; /* [n] series.n 0 where there is none */
    size_t *of; /* [n_sets * n_inputs] place of an input's signal; n_inputs of none */
    struct ta_error *err;
};

enum ta_status ta_signals_no_memory(struct ta_error *err);

/** In the unit of the readings; NaN: none, or in another one. */
double ta_signal_limit(const struct ta_signal *s);

/** The readings of the window; of several at one time the first stands: the conflict has its flag
 *  already. */
enum ta_status ta_signal_cut(struct ta_judging *j, const struct ta_series *all,
                             struct ta_series *out);

/** A finding about @p s, of which there is room for a dozen.
 *  @param failed first and last reading that failed for it; both 0: none */
enum ta_status ta_signal_tell(struct ta_judging *j, struct ta_signal *s,
                              const char *word, const char *detail,
                              const ta_time_us failed[2]);
void ta_signal_cause(struct ta_signal *s, const char *format, ...) TA_PRINTF(2, 3);
/** Its readings of the span fail; @p failed becomes the first and the last of them. */
void ta_signal_fail(struct ta_signal *s, const ta_time_us span[2],
                    ta_time_us failed[2]);

/** What the tests found in the signal itself; how old its calibration is. */
enum ta_status ta_signal_tell_own(struct ta_judging *j, struct ta_signal *s);
enum ta_status ta_signal_tell_calibration(struct ta_judging *j, struct ta_signal *s);

/** Signals against their own past, each other, those of other projects, and stations near them. */
enum ta_status ta_signals_compare_past(struct ta_judging *j);
enum ta_status ta_signals_compare(struct ta_judging *j);
enum ta_status ta_signals_compare_foreign(struct ta_judging *j);
enum ta_status ta_signals_compare_near(struct ta_judging *j);

#endif
