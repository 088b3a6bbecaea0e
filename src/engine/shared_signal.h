/* SPDX-License-Identifier: Apache-2.0 */
/** @file shared_signal.h  One signal behind two projects: which others to hold a project's readings
 *  against.
 *
 *  Whoever copies readings into another project's feed copies their days too. So each sealed file
 *  is read once for a few figures of its days (mean and spread), which stay in the store; the days of
 *  all datastreams of one property are compared by these, stretch by stretch of ten days, and only the
 *  few that go most alike are read and held against each other by cross-correlation over lags
 *  (quality_copy.h). What that finds is pinned as evidence, from which the finding comes out again
 *  (signals.h). Figures of days choose, they decide nothing: a copy whose days hardly correlate, or
 *  that eight others resemble more, is passed over. */
#ifndef TA_ENGINE_SHARED_SIGNAL_H
#define TA_ENGINE_SHARED_SIGNAL_H

#include "engine/workspace.h"

/** Of false alarms under independence this share is allowed to each pair of datastreams of two projects: at
 *  most one in a thousand in all, in a workspace of a million pairs. */
#define TA_SHARED_ALPHA_SHARE 0x1p-20

/** A stretch over which another project has a signal of this one. */
struct ta_shared {
    char project[TA_ID_SIZE];
    ta_day from, after;
};

/** Over the thirty days up to @p as_of; of each property the first 32 datastreams that have an interval
 *  (compared.h). Figures of days
 *  that the store lacks are made on the way; files that are damaged are passed over.
 *  @param out owned (ta_free), NULL when there is none
 *  @return TA_OK; TA_E_IO, TA_E_NOMEM, TA_E_AGAIN */
TA_NODISCARD enum ta_status ta_engine_shared_signals(struct ta_workspace *workspace,
                                                     const struct ta_project *project,
                                                     ta_day as_of,
                                                     struct ta_shared **out, size_t *n,
                                                     struct ta_error *err);

#endif
