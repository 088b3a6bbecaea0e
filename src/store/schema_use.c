/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_use.c  Which projects name the same instruments and pledges.
 *
 *  Documents of before this step name none: the members are as new as the table.
 *
 *  size: table */
#include "store/schema.h"

const char *const ta_schema_use[] = {
    "CREATE TABLE ta_use (\n"
    "  key TEXT NOT NULL,\n"
    "  project TEXT NOT NULL REFERENCES ta_project (id) ON DELETE CASCADE,\n"
    "  PRIMARY KEY (key, project)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX ta_use_by_project ON ta_use (project)", 0};
