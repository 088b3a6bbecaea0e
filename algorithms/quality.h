/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality.h  Quality control of readings: which tests, their verdicts, and one flag of
 *  all.
 *
 *  The tests are QARTOD's (IOOS, Manual for Real-Time Quality Control, 2020), one function each
 *  in quality_range.h, _step.h, _flat.h and _gap.h: they take a series and limits and fill one
 *  flag per value. ta_qc_judge() runs all that have limits.
 *
 *      for ingest, per datastream and partition:
 *          ta_qc_limits_find(tables, &stream, day, &limits)
 *          series = readings of the partition, with ta_qc_reach_s() seconds of what came before
 *                   and ta_qc_reach_after_s() of what came after, as far as they are known
 *          ta_qc_judge(&series, &limits, &ta_qc_strict, scratch, verdict)
 *          store verdict[i].flag with each reading of the partition
 *      for assess: the same over the period of the assessment, then quality_finding.h
 *
 *  "Not evaluated" stays apart from "good": a value that a test could not compare with
 *  anything (the first one, the one after a gap) has not passed it. */
#ifndef TA_QUALITY_H
#define TA_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terrassay/indicator.h"
#include "terrassay/reading.h"

enum ta_qc_test {
    TA_QC_GROSS_RANGE,
    TA_QC_CLIMATOLOGY,
    TA_QC_SPIKE,
    TA_QC_RATE,
    TA_QC_FLAT,
    TA_QC_ATTENUATED,
    TA_QC_GAP,
    TA_QC_TEST_COUNT
};

/** How strictly the tests are read. */
struct ta_qc_policy {
    enum ta_flag uncompared; /**< of a value that a test had nothing to compare with */
    double slack; /**< a value beyond a limit by less than this share of the numbers
                                compared is at the limit: decimals have no exact doubles */
    unsigned required; /**< bits 1 << test: a value is good only when these say so */
};
/** Not evaluated is not good; slack 1e-9; gross range required. */
extern const struct ta_qc_policy ta_qc_strict;
/** What ioos_qc 2.x does, for comparison: the uncompared is good, no slack, nothing required. */
extern const struct ta_qc_policy ta_qc_upstream;

/** Is @p value above @p limit, by more than the slack of the numbers compared? */
bool ta_qc_above(double value, double limit, double magnitude, double slack);

/** Flag of a value that several tests judged: any fail, any suspect, a required test not
 *  evaluated, any good, not evaluated, missing: the first that holds.
 *  @param flag [n_tests] one per test; tests that were not run are TA_FLAG_NOT_EVALUATED
 *  @param required bits of entries of @p flag */
enum ta_flag ta_qc_aggregate(size_t n_tests, const unsigned char *flag,
                             unsigned required);

/** What all tests said of one value: bits 1 << test. */
struct ta_qc_verdict {
    unsigned char flag; /**< enum ta_flag, aggregated */
    uint8_t suspect, fail, good;
};

/** Limits in the unit of the series; NaN: the test, or its suspect or fail half, is off. */
struct ta_qc_range {
    double fail_lo, fail_hi, suspect_lo, suspect_hi; /**< closed spans of what passes */
};
enum ta_qc_spike_method {
    TA_QC_SPIKE_DIFFERENTIAL, /**< lesser of both steps, when they change sign */
    TA_QC_SPIKE_AVERAGE /**< distance from the mean of both neighbours: one bad value
                                 fails its good neighbours too */
};
struct ta_qc_spike {
    double suspect, fail;
    enum ta_qc_spike_method method;
    double
        within_s; /**< neighbours farther off are not compared; 0, NaN: at any distance */
};
struct ta_qc_rate {
    double suspect, fail; /**< most that a value may change ... */
    double per_s; /**< ... in so many seconds: 5 per 900 s, never 0.00555... per s */
    double
        within_s; /**< a value before that is farther off is not compared; 0, NaN: at any distance */
};
struct ta_qc_flat {
    double suspect_s, fail_s; /**< unchanged for so long */
    double tolerance;         /**< a range below this is unchanged */
    double floor;       /**< detection floor: at or below it nothing can be told; NaN */
    double least_share; /**< share of a window's readings that must be there */
    double interval_s;  /**< nominal step */
    size_t least;       /**< readings of an unchanged stretch; 0: as ioos_qc, any two */
};
enum ta_qc_spread { TA_QC_SPREAD_STDEV, TA_QC_SPREAD_RANGE };
struct ta_qc_attenuated {
    double suspect, fail;     /**< a spread below this */
    double window_s;          /**< of the values up to each; INFINITY: of all values */
    size_t least;             /**< values that a window must have */
    enum ta_qc_spread spread; /**< population standard deviation, or range */
    double floor;             /**< a window wholly at or below it tells nothing; NaN */
};
struct ta_qc_gap {
    double suspect_s, fail_s; /**< longest time since the value before */
};

enum { TA_QC_MONTHS = 12 };

struct ta_qc_limits {
    struct ta_qc_range gross;
    struct ta_qc_range month[TA_QC_MONTHS]; /**< climatology by month of the year */
    double zone_s; /**< offset from UTC that months are taken at */
    struct ta_qc_spike spike;
    struct ta_qc_rate rate;
    struct ta_qc_flat flat;
    struct ta_qc_attenuated attenuated;
    struct ta_qc_gap gap;
    bool unchecked; /**< a table row that nobody has read against its source was used */
};

/** All tests off. */
struct ta_qc_limits ta_qc_limits_none(void);

/** What a series measures, as the table `quality_limits` names it. */
struct ta_qc_stream {
    const char *property; /**< "so2", "pm25", ... */
    const char *setting;  /**< "ambient", "stack", "water", "weather" */
    const char *unit;     /**< of its values */
    double interval_s; /**< nominal step; NaN when irregular: no flat-line test then */
};

/** Is that an item of the table `quality_limits`? One that nobody reads switches no test on. */
bool ta_qc_item_known(const char *item);

/** Limits of table `quality_limits` in the unit of the stream; what the table does not name
 *  stays off. What the instrument can report (struct ta_datastream) is the caller's to put
 *  into gross.fail_lo and fail_hi.
 *  @return TA_OK; TA_E_NOTFOUND when the table has no row of them on that day; TA_E_DATA when
 *          a row's unit does not become the stream's. */
TA_NODISCARD enum ta_status ta_qc_limits_find(const struct ta_table_set *tables,
                                              const struct ta_qc_stream *stream,
                                              ta_day day, struct ta_qc_limits *out);

/** Seconds before a value that its verdict may depend on; INFINITY where a test goes by all values. */
double ta_qc_reach_s(const struct ta_qc_limits *limits);
/** Seconds after it: of its spike, and of a flat line (ta_qc_flat_stretches()) that begins with it. */
double ta_qc_reach_after_s(const struct ta_qc_limits *limits);

/** Run all tests that are on.
 *  @param series  ascending times; NaN where no value came
 *  @param scratch [series->n]
 *  @param out     [series->n]
 *  @return TA_OK; TA_E_DATA when times do not ascend. */
TA_NODISCARD enum ta_status ta_qc_judge(const struct ta_series *series,
                                        const struct ta_qc_limits *limits,
                                        const struct ta_qc_policy *policy,
                                        unsigned char *scratch,
                                        struct ta_qc_verdict *out);

#endif
