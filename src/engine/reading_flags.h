/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_flags.h  Flags of a datastream's readings as they are sealed: QARTOD's tests.
 *
 *  A reading's flag is the worst of its mark, of what the tests say of it, and suspect where another value has its
 *  time. The tests are given the readings within their reach on both sides, in whatever files they stand
 *  (reading_around.h), and go by the limits of the reading's own day: so a flag does not depend on
 *  how readings are parted into files, nor in which order these came to be.
 *  Only of values that contradict each other at one time the one that came first is judged: both stay suspect, and what
 *  the tests say of them and of their neighbours may depend on which it was.
 *
 *  Files of rules older than TA_FLAG_MARKED keep no marks, and their flags were given within one file: a mark is
 *  then what an old flag has beyond the verdict of the old readings. Where limits have changed since, a
 *  verdict may pass for a mark: flags become no better by that.
 *
 *  An unchanged stretch that lies at the detection floor, or may (detection_floor.h), is not evaluated: a file is
 *  too little of a record to tell, and what fails here no record mends. */
#ifndef TA_ENGINE_READING_FLAGS_H
#define TA_ENGINE_READING_FLAGS_H

#include "terrassay/indicator.h"
#include "terrassay/project.h"
#include "terrassay/reading.h"

enum {
    /** Of the rules that flags are by, kept with each sealed datastream: raised when the same readings may get others
     *  by the same tables and project document, and TA_WINDOW_RULES with it. */
    TA_FLAG_RULES = 3,
    TA_FLAG_MARKED = 3 /**< the first by which files keep marks */
};

/** Readings of the datastream around those at hand, in their unit and by time. */
struct ta_flag_context {
    const struct ta_reading *before, *after;
    size_t n_before, n_after;
};

/** How far from a reading others may tell on its flag; more does no harm. */
struct ta_flag_reach {
    ta_time_us before, after;
};
/** Widen @p reach by what the tests of the datastream look at, the most of all days that they have limits of: those
 *  of a file's other days, and of its neighbours, may be others than those of its first. */
void ta_flags_reach(const struct ta_table_set *tables,
                    const struct ta_datastream *stream, struct ta_flag_reach *reach);

/** Put the mark of each old reading (0: none) in place of its flag. In a run of older rules with readings of an
 *  unchecked decoder one that was not good will not become so: "not evaluated" may have been its mark. */
TA_NODISCARD enum ta_status ta_flags_unmix(const struct ta_table_set *tables,
                                           const struct ta_datastream *stream,
                                           const struct ta_reading_run *run,
                                           struct ta_error *err);
/** The rules that the flags of @p unmixed, of which ta_flags_unmix() made marks, are by once they are judged again:
 *  today's, unless what an older rule said may stand among the marks. */
uint8_t ta_flags_rules(const struct ta_reading_run *unmixed);
/** The older of both: of flags that are kept as they are. */
uint8_t ta_flags_rules_kept(uint8_t a, uint8_t b);
/** Put flags in place of marks. @param reading by time; of several at one time the first is judged
 *  @param stream with a setting; its range narrows the limits
 *  @param around NULL: there are no others
 *  @return TA_OK; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_flags_judge(const struct ta_table_set *tables,
                                           const struct ta_datastream *stream,
                                           const struct ta_flag_context *around,
                                           struct ta_reading *reading, size_t n,
                                           struct ta_error *err);

#endif
