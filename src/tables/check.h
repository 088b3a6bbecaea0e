/* SPDX-License-Identifier: Apache-2.0 */
/** @file check.h  What is odd about a table that loads: for whoever keeps it. */
#ifndef TA_TABLES_CHECK_H
#define TA_TABLES_CHECK_H

#include "base/text.h"
#include "terrassay/table.h"

/** X(name, code, words, column, mend) */
/* clang-format off */
#define TA_TABLE_FAULT_LIST(X)                                                            \
    X(TA_TABLE_UNIT,      "unit",      "the unit cannot be read",                         \
      "unit",       "write it in ASCII UDUNITS spelling, as kg, ug/m3 or kgCO2/TJ")       \
    X(TA_TABLE_DIMENSION, "dimension", "the unit measures another quantity than before",  \
      "unit",       "give the value in a unit of the same quantity as the row before")    \
    X(TA_TABLE_EDITED,    "edited",    "the shipped row of that source says otherwise",   \
      "value",      "set the row back as it was shipped, or name a source of your own")   \
    X(TA_TABLE_GAP,       "gap",       "no rule holds between this row and the next",     \
      "valid_to",   "let the row end on the day before the next begins")                  \
    X(TA_TABLE_ENDED,     "ended",     "the last rule has ended and none follows",        \
      "valid_to",   "add the rule that follows, or write open where it still holds")      \
    X(TA_TABLE_UNCHECKED, "unchecked", "nobody has read the row against its source",      \
      "checked",    "read it against the source, then write yes")
/* clang-format on */
enum ta_table_fault {
#define X(name, code, words, column, mend) name,
    TA_TABLE_FAULT_LIST(X)
#undef X
        TA_TABLE_FAULT_COUNT
};

/** Called for each fault, by row. @return TA_OK to go on */
typedef enum ta_status (*ta_table_tell)(void *self, enum ta_table_fault fault,
                                        const struct ta_row *row, struct ta_error *err);

/** Does @p row of @p table name the source of a row of the same keys in @p shipped, and say otherwise?
 *  Another value, unit or day is an edit, and a mark that the shipped row has not. Sources are compared by
 *  their letters and figures alone. A house's own rule names its own source. @p shipped may be NULL. */
bool ta_row_edited(const struct ta_table *shipped, const struct ta_table *table,
                   const struct ta_row *row);

/** Look at every row of @p table as of @p date.
 *  @param shipped the table of that id as this program brings it, or NULL: its rows may have been edited
 *  @return what @p tell gave */
TA_NODISCARD enum ta_status ta_table_check(const struct ta_table *table,
                                           const struct ta_table *shipped, ta_day date,
                                           ta_table_tell tell, void *self,
                                           struct ta_error *err);

const char *ta_table_fault_code(enum ta_table_fault fault);
const char *ta_table_fault_words(enum ta_table_fault fault);
/** The column it is in, and what mends it. */
const char *ta_table_fault_column(enum ta_table_fault fault);
const char *ta_table_fault_mend(enum ta_table_fault fault);

/** Append the keys of @p row: "so2_24h 50". */
void ta_table_keys(const struct ta_table *table, const struct ta_row *row,
                   struct ta_text *out);

#endif
