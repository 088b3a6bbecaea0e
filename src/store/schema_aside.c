/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_aside.c  Where scenes lie that could not be used.
 *
 *  Of scenes that were set aside before this step nobody knows it until the next refresh.
 *
 *  size: table */
#include "store/schema.h"

const char *const ta_schema_aside[] = {"ALTER TABLE ta_scene ADD COLUMN place TEXT\n"
                                       "  CHECK (place IS NULL OR json_valid(place))",
                                       0};
