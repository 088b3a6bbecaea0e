/* SPDX-License-Identifier: Apache-2.0 */
/** @file functions.h  The SQL functions that the spatial index's triggers call. */
#ifndef TA_STORE_FUNCTIONS_H
#define TA_STORE_FUNCTIONS_H

#include <sqlite3.h>

/** Make ST_MinX, ST_MaxX, ST_MinY, ST_MaxY and ST_IsEmpty known to @p handle.
 *  @return a code of SQLite. */
int ta_functions_add(sqlite3 *handle);

#endif
