/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_feed.c  Days of datastreams in a few figures, to find the same signal elsewhere.
 *
 *  Derived from the sealed files: what is not there yet is made anew from them.
 *
 *  size: table */
#include "store/schema.h"

const char *const ta_schema_feed[] = {
    "CREATE TABLE ta_feed_part (\n"
    "  part TEXT PRIMARY KEY NOT NULL,\n"
    "  version INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE ta_feed_day (\n"
    "  property TEXT NOT NULL,\n"
    "  project TEXT NOT NULL,\n"
    "  device TEXT NOT NULL,\n"
    "  name TEXT NOT NULL,\n"
    "  day INTEGER NOT NULL,\n"
    "  n INTEGER NOT NULL CHECK (n > 0),\n"
    "  mean REAL NOT NULL,\n"
    "  spread REAL NOT NULL CHECK (spread >= 0),\n"
    "  PRIMARY KEY (property, project, device, name, day)\n"
    ") STRICT, WITHOUT ROWID",
    0};
