/* SPDX-License-Identifier: Apache-2.0 */
/** @file hours.h  Hourly means of the record's datastreams, as their indicator judges them. */
#ifndef TA_REPORT_HOURS_H
#define TA_REPORT_HOURS_H

#include "report/chart.h"
#include "report/dossier.h"

/** One datastream over the window. */
struct ta_stream_hours {
    const struct ta_datastream *about; /**< of the dossier's project */
    ta_time_us from;                   /**< start of the first hour, UTC */
    size_t n;
    double
        *mean; /**< [n], owned; NaN where the indicator's rule finds too few readings */
    double *rejected; /**< [n], owned; mean of what came all the same; NaN elsewhere */
    unsigned char
        *missing;       /**< [n], owned; enum ta_hour_missing where there is no mean */
    double limit;       /**< NaN: none, or in another unit than the readings */
    size_t disbelieved; /**< hours with readings above it that are not believed */
};

/** All that are shown: those with a limit first. */
struct ta_hours {
    size_t n;
    struct ta_stream_hours *stream; /**< owned; only those with readings */
    size_t files_gone; /**< partitions whose bytes are not the record's; no stream is
                            read then, as what is left of it would pass for all of it */
    bool simulated;
};

/** Read them from the record's partitions, flagged as the record handed them on (hours_flags.h).
 *  @param out ended by ta_hours_free(); empty without datastreams
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_hours_read(const struct ta_dossier *dossier,
                                          struct ta_hours *out);
/** All zero may be freed. */
void ta_hours_free(struct ta_hours *hours);

/** Days of an exceedance that are named one by one. */
enum { TA_DAYS_NAMED = 6 };

/** Hours of a datastream above its limit. */
struct ta_hours_above {
    size_t hours, days;
    ta_day day[TA_DAYS_NAMED]; /**< the first of its days */
    double most;               /**< the highest; NaN when none is above */
};
/** Of @p stream, its days by the clock that is @p zone_h hours ahead of UTC. */
struct ta_hours_above ta_hours_above(const struct ta_stream_hours *stream, int zone_h);

#endif
