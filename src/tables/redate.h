/* SPDX-License-Identifier: Apache-2.0 */
/** @file redate.h  Tables as if the rules of one day had always been in force.
 *
 *  For the question what an old day would be under a newer rule, or a later day under an older one. */
#ifndef TA_TABLES_REDATE_H
#define TA_TABLES_REDATE_H

#include "terrassay/table.h"

/** The rows of @p set in force on @p day, valid on any day. Texts stay the set's.
 *  @param out ended by ta_tables_redate_free() */
TA_NODISCARD enum ta_status ta_tables_redate(const struct ta_table_set *set, ta_day day,
                                             struct ta_table_set *out,
                                             struct ta_error *err);
void ta_tables_redate_free(struct ta_table_set *set);

#endif
