/* SPDX-License-Identifier: Apache-2.0 */
/** @file rows_read.h  Which rows of which tables an answer was made of. */
#ifndef TA_ENGINE_ROWS_READ_H
#define TA_ENGINE_ROWS_READ_H

#include "engine/room.h"
#include "terrassay/assessment.h"

/** @p of with a note of what is read; rows and words are borrowed, the rest lives in the room.
 *  @return false when out of memory. */
bool ta_rows_watch(const struct ta_table_set *of, struct ta_room *room,
                   struct ta_table_set *out);

/** What was read of @p watched so far, into @p out. @return false when out of memory. */
bool ta_rows_tell(const struct ta_table_set *watched, struct ta_room *room,
                  struct ta_assessed *out);

#endif
