/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_finding.h  From verdicts on values to findings that a person reads: what was
 *  seen, from when to when, and never why.
 *
 *  The words stand in datasets/messages under `finding.` and the word below; the figures go beside
 *  them: "The signal is unchanged, cause unknown: 2026-07-03 to 2026-07-05, 60 h at 31.2 mg/m3". */
#ifndef TA_QUALITY_FINDING_H
#define TA_QUALITY_FINDING_H

#include "quality.h"

/** X(name, word) */
/* clang-format off */
#define TA_FINDING_LIST(X)                                                              \
    X(TA_FINDING_UNCHANGED,  "unchanged")    /* flat line: from, to, value */           \
    X(TA_FINDING_AT_FLOOR,   "at_floor")     /* at the detection floor: from, to, value */ \
    X(TA_FINDING_ATTENUATED, "attenuated")   /* moves less than it should: from, to, count */ \
    X(TA_FINDING_OUTSIDE,    "out_of_range") /* count, value furthest out */            \
    X(TA_FINDING_SEASON,     "out_of_season") /* beyond the month's span: count */      \
    X(TA_FINDING_SPIKES,     "spikes")       /* count */                                \
    X(TA_FINDING_JUMPS,      "jumps")        /* count */                                \
    X(TA_FINDING_GAP,        "gap")          /* nothing came: from, to */               \
    X(TA_FINDING_SILENT,     "silent")       /* nothing came any more: from */          \
    X(TA_FINDING_FOLLOWS,    "follows")      /* value: lag in seconds */                \
    X(TA_FINDING_TOGETHER,   "together")     /* the same signal at the same time */     \
    X(TA_FINDING_REPEATS,    "repeats")      /* readings of before under new times */
/* clang-format on */
enum ta_finding_kind {
#define X(name, word) name,
    TA_FINDING_LIST(X)
#undef X
        TA_FINDING_KIND_COUNT
};
/** "unchanged", ...; NULL when out of range. */
const char *ta_finding_word(enum ta_finding_kind kind);

struct ta_quality_finding {
    enum ta_finding_kind kind;
    ta_time_us from,
        to; /**< first and last reading that it speaks of; of a time without any, when the
                              first that lacks was due and when it ends */
    double hours; /**< between them */
    size_t count; /**< readings */
    double value; /**< see the list; NaN where none applies */
};

/** Findings of one datastream, in order of kind, then time. An unchanged stretch begins where
 *  the value last moved, which is before the first flag.
 *  @param verdict of ta_qc_judge() with the same limits
 *  @param end     of the period looked at; silence up to it counts
 *  @param room    of @p out
 *  @return how many there are, also beyond the room. */
size_t ta_quality_findings(const struct ta_series *series,
                           const struct ta_qc_verdict *verdict,
                           const struct ta_qc_limits *limits, ta_time_us end,
                           size_t room, struct ta_quality_finding *out);

#endif
