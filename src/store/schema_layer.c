/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_layer.c  Imported layers and hazard grids, version by version.
 *
 *  size: table */
#include "store/schema.h"

#define HASH(column)                                                                   \
    column " TEXT NOT NULL CHECK (length(" column ") = 64 AND " column                 \
           " NOT GLOB '*[^0-9a-f]*')"

const char *const ta_schema_layer[] = {
    "CREATE TABLE ta_layer (\n"
    "  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 63\n"
    "    AND name NOT GLOB '*[^-A-Za-z0-9._:]*'),\n"
    "  version INTEGER NOT NULL CHECK (version >= 1),\n"
    "  kind TEXT NOT NULL CHECK (kind IN ('zones', 'grid')),\n"
    "  path TEXT NOT NULL CHECK (path GLOB 'layers/*'),\n"
    "  " HASH(
        "sha256") ",\n"
                  "  source TEXT NOT NULL,\n"
                  "  crs TEXT NOT NULL,\n"
                  "  part TEXT NOT NULL,\n"
                  "  name_field TEXT NOT NULL,\n"
                  "  class_field TEXT NOT NULL,\n"
                  "  position_error_m REAL CHECK (position_error_m >= 0),\n"
                  "  accuracy_m REAL CHECK (accuracy_m >= 0),\n"
                  "  valid_from INTEGER,\n"
                  "  valid_to INTEGER CHECK (valid_to >= valid_from),\n"
                  "  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),\n"
                  "  variable TEXT NOT NULL,\n"
                  "  unit TEXT NOT NULL,\n"
                  "  extent TEXT REFERENCES ta_document (sha256),\n"
                  "  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),\n"
                  "  PRIMARY KEY (name, version)\n"
                  ") STRICT, WITHOUT ROWID",

    "CREATE INDEX ta_layer_by_hash ON ta_layer (sha256)",

    /* Records name a version by its hash: only whether it is offered may change. */
    "CREATE TRIGGER ta_layer_no_update BEFORE UPDATE OF name, version, kind, path,\n"
    "  sha256, source, crs, part, name_field, class_field, position_error_m,\n"
    "  accuracy_m, valid_from, valid_to, simulated, variable, unit, extent ON "
    "ta_layer\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a version of a layer is never changed');\n"
    "END",

    "CREATE TRIGGER ta_layer_once BEFORE INSERT ON ta_layer\n"
    "  WHEN EXISTS (SELECT 1 FROM ta_layer WHERE name = NEW.name\n"
    "    AND version = NEW.version)\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a version of a layer is never replaced');\n"
    "END",

    "CREATE TRIGGER ta_layer_no_delete BEFORE DELETE ON ta_layer\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a version of a layer is never deleted');\n"
    "END",
    0};
