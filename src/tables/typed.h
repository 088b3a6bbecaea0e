/* SPDX-License-Identifier: Apache-2.0 */
/** @file typed.h  Evidence as a reviewer types it: "name=value", "name=@file.csv".
 *
 *  What may stand behind the name of an input or a parameter:
 *
 *      name=12.5        a number, or a word for an input of kind text
 *      name=?reason     not observed, with a reason such as client_silent
 *      name=@file.csv   a series (time, value, perhaps flag), rows (name, then numbers) or a
 *                       stack: one line per cell with site, cell_area_m2, fraction, then one
 *                       column per look headed by its date; perhaps grid, site_area_m2,
 *                       rim_fraction_lost and rim before these. Empty fields are missing values.
 *      name.grade=2     data quality of an input, 1 to 5
 *      name.step_s=3600 nominal step of a series
 *
 *  A stack's lines of one site and grid stand together. Without site_area_m2 the site is as
 *  large as its cells. `rim_fraction_lost` is the share of the site of which no cell stands in the
 *  file; `rim` is 1 where a cell or a neighbour of it reaches beyond the site, as an assessment finds
 *  out by itself. Without that column an indicator takes all cells alike. */
#ifndef TA_TABLES_TYPED_H
#define TA_TABLES_TYPED_H

#include "terrassay/indicator.h"
#include "terrassay/status.h"

/** Where the bytes behind "@name" come from. Bytes are handed over (ta_free). */
struct ta_typed_files {
    void *self;
    enum ta_status (*read)(void *self, const char *name, char **bytes, size_t *size,
                           struct ta_error *err);
};

/** Evidence for one indicator and all it points at. */
struct ta_typed;

/** @p indicator is kept; @p files is copied. @return TA_OK or TA_E_NOMEM; *out is owned. */
TA_NODISCARD enum ta_status ta_typed_new(const struct ta_indicator *indicator,
                                         const struct ta_typed_files *files,
                                         struct ta_typed **out, struct ta_error *err);
void ta_typed_free(struct ta_typed *typed);

/** Take one assignment; a later one of the same name replaces an earlier. Values outside the
 *  input's or parameter's range are refused.
 *  @return TA_OK, TA_E_DATA, TA_E_NOTFOUND (no such name), or what reading a file gave. */
TA_NODISCARD enum ta_status ta_typed_set(struct ta_typed *typed, const char *assignment,
                                         struct ta_error *err);

/** What was typed so far; borrowed, and valid until the next ta_typed_set(). Inputs that were
 *  not typed are there with reason client_silent. */
const struct ta_evidence *ta_typed_evidence(const struct ta_typed *typed);

/** Evaluate the indicator on it. @return TA_OK also when not observed; TA_E_DATA when the
 *  indicator finds the evidence broken; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_typed_evaluate(const struct ta_typed *typed,
                                              const struct ta_table_set *tables,
                                              ta_day date, struct ta_result *out,
                                              struct ta_error *err);

/** The same, unchecked by the rows of the tables alone, whether or not the formula is recalled. */
TA_NODISCARD enum ta_status ta_typed_evaluate_rows(const struct ta_typed *typed,
                                                   const struct ta_table_set *tables,
                                                   ta_day date, struct ta_result *out,
                                                   struct ta_error *err);

#endif
