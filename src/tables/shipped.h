/* SPDX-License-Identifier: Apache-2.0 */
/** @file shipped.h  A house's table against the one of the same name that this program brings. */
#ifndef TA_TABLES_SHIPPED_H
#define TA_TABLES_SHIPPED_H

#include "tables/tables.h"

/** Before anything is made of the table called @p id: a row that names the source of the shipped row and
 *  says otherwise is refused, with its line and its mend. Sources of the house's own, and tables that this
 *  program does not bring, pass.
 *  @return TA_OK, TA_E_DATA, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_tables_unedited(const struct ta_tables *tables,
                                               const char *id, struct ta_error *err);

#endif
