/* SPDX-License-Identifier: Apache-2.0 */
/** @file signal_flags.h  By what a record judges the readings of one datastream, and the flag that it hands
 *  on of each.
 *
 *  A seal flags readings by what the project document said then. Without a setting it asks the
 *  instrument's own range alone; a record judges the signal all the same (ta_signal_limits()), since
 *  what a document leaves out switches no test off. So what a record finds out of range it does not use either. The
 *  page of a record comes to the same flags. */
#ifndef TA_ENGINE_SIGNAL_FLAGS_H
#define TA_ENGINE_SIGNAL_FLAGS_H

#include "quality.h"
#include "terrassay/project.h"
#include "terrassay/table.h"

/** One datastream's readings. */
struct ta_signal_what {
    const struct ta_datastream *stream;
    const char *unit; /**< of the readings */
    bool unchecked; /**< some came by a decoder that nobody held against its standard */
};

/** Rows of table `quality_limits` narrowed by what the instrument can report, with the detection floor that is
 *  stated of it, or that @p series shows where the table names none either. Without rows of the property the
 *  instrument's range alone.
 *  @param series of the window, one value a time
 *  @return TA_OK; TA_E_NOMEM; TA_E_DATA when a row is in another unit */
TA_NODISCARD enum ta_status
ta_signal_limits(const struct ta_table_set *tables, const struct ta_signal_what *what,
                 ta_day as_of, const struct ta_series *series, struct ta_qc_limits *out,
                 struct ta_error *err);

/** What is handed on of a reading that the seal gave the flag @p sealed, and of which the tests say
 *  @p verdict. Those of the tests that the seal did not make make it worse; without a setting the seal made none, and
 *  of a signal with a permitted limit what passes them is good, but for a decoder that nobody held against its
 *  standard.
 *  @param stretch what a flat line says of it (ta_qc_flat_stretches()): an unchanged signal fails, what may lie
 *                 at the detection floor is not evaluated */
enum ta_flag ta_signal_flag(const struct ta_signal_what *what,
                            const struct ta_qc_verdict *verdict, enum ta_flag stretch,
                            enum ta_flag sealed);

#endif
