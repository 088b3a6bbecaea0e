/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_private.h  What the loaders of each origin share. */
#ifndef TA_ENGINE_INPUTS_PRIVATE_H
#define TA_ENGINE_INPUTS_PRIVATE_H

#include "engine/inputs.h"
#include "terrassay/reading.h"

/** An input that was not found. */
struct ta_input ta_input_missing(const char *name, enum ta_reason reason);

/** Note that @p gathered rests on evidence @p i; once each, kept in order. */
TA_NODISCARD enum ta_status ta_gathered_rests_on(struct ta_inputs *inputs,
                                                 struct ta_gathered *gathered, size_t i,
                                                 struct ta_error *err);

/** How many times the indicator is evaluated: once for each datastream with a limit where it asks
 *  for those, else once. */
size_t ta_inputs_sets(const struct ta_indicator *indicator,
                      const struct ta_project *project);

/** Each fills the inputs of its origin in all of `gathered`, whose sets are laid out. */
TA_NODISCARD enum ta_status ta_inputs_imagery(const struct ta_loading *loading,
                                              struct ta_inputs *out,
                                              struct ta_error *err);
TA_NODISCARD enum ta_status ta_inputs_layer(const struct ta_loading *loading,
                                            struct ta_inputs *out,
                                            struct ta_error *err);
TA_NODISCARD enum ta_status ta_inputs_readings(const struct ta_loading *loading,
                                               struct ta_inputs *out,
                                               struct ta_error *err);
TA_NODISCARD enum ta_status ta_inputs_statements(const struct ta_loading *loading,
                                                 struct ta_inputs *out,
                                                 struct ta_error *err);
TA_NODISCARD enum ta_status ta_inputs_project(const struct ta_loading *loading,
                                              struct ta_inputs *out,
                                              struct ta_error *err);

/** Take what another project's sealed file has of a property that @p loading's project measures.
 *  Files come in order of days. */
TA_NODISCARD enum ta_status ta_inputs_foreign(const struct ta_loading *loading,
                                              const struct ta_evidence_item *item,
                                              struct ta_inputs *out,
                                              struct ta_error *err);

/** Fill in what the project says of a datastream: its limit, a policy by its number, a maximum potential
 *  value. What is not said leaves @p out as it is.
 *  @param beside "": the datastream that a set is about; else a property measured beside it, whose keys are
 *                "datastream.PROPERTY.WORD" */
void ta_inputs_policy(const struct ta_datastream *stream, const char *beside,
                      const struct ta_input_spec *spec, struct ta_input *out);
/** Readings as a series in %, in @p room; NaN where the unit is no share. */
TA_NODISCARD enum ta_status ta_inputs_share(struct ta_room *room,
                                            const struct ta_datastream *stream,
                                            size_t n, const struct ta_reading *reading,
                                            struct ta_series *out,
                                            struct ta_error *err);

/** Add a finding of that code, whose other members are the caller's to fill in.
 *  @param finding until the next one is added */
TA_NODISCARD enum ta_status ta_inputs_find(struct ta_inputs *out, const char *code,
                                           struct ta_finding **finding,
                                           struct ta_error *err);

/** When a device says it was, and when that came in. */
struct ta_heard {
    ta_time_us time, received;
};
/** Add a finding "clock_jump" for each time that a device's clock was set, at most twelve.
 *  @param heard [n] all its readings whose receipt is known; sorted here */
TA_NODISCARD enum ta_status ta_inputs_clock(const char *device, size_t n,
                                            struct ta_heard *heard,
                                            struct ta_inputs *out,
                                            struct ta_error *err);
/** Add a finding "held_back" when many of a datastream's readings came long after newer ones, which came in time.
 *  @param heard [n] its readings whose receipt is known; spoilt here */
TA_NODISCARD enum ta_status ta_inputs_late(const struct ta_datastream *stream, size_t n,
                                           struct ta_heard *heard,
                                           struct ta_inputs *out, struct ta_error *err);

#endif
