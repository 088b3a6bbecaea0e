/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_part.c  Where the observations of a scene stand.
 *
 *  Empty: in the partitions that its tile names, as of all scenes before this step.
 *
 *  size: table */
#include "store/schema.h"

const char *const ta_schema_part[] = {
    "ALTER TABLE ta_scene ADD COLUMN part TEXT NOT NULL DEFAULT ''", 0};
