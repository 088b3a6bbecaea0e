/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_evidence.c  Documents, projects, scenes, chips, partitions.
 *
 *  size: table */
#include "store/schema.h"

#define HASH(column)                                                                   \
    column " TEXT NOT NULL CHECK (length(" column ") = 64 AND " column                 \
           " NOT GLOB '*[^0-9a-f]*')"

const char *const ta_schema_evidence[] = {
    "CREATE TABLE ta_document (\n"
    "  " HASH("sha256") " PRIMARY KEY,\n"
                        "  kind TEXT NOT NULL,\n"
                        "  bytes BLOB NOT NULL\n"
                        ") STRICT",

    /* The insert trigger stands against INSERT OR REPLACE, which deletes unseen. */
    "CREATE TRIGGER ta_document_once BEFORE INSERT ON ta_document\n"
    "  WHEN EXISTS (SELECT 1 FROM ta_document WHERE sha256 = NEW.sha256)\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a document is never replaced');\n"
    "END",

    "CREATE TRIGGER ta_document_no_update BEFORE UPDATE ON ta_document\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a document is never changed');\n"
    "END",

    "CREATE TRIGGER ta_document_no_delete BEFORE DELETE ON ta_document\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a document is never removed');\n"
    "END",

    "CREATE TABLE ta_project (\n"
    "  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64\n"
    "    AND id NOT GLOB '*[^-A-Za-z0-9._:]*'),\n"
    "  document TEXT NOT NULL REFERENCES ta_document (sha256)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE ta_scene (\n"
    "  id TEXT NOT NULL,\n"
    "  processing TEXT NOT NULL,\n"
    "  datatake TEXT NOT NULL,\n"
    "  tile TEXT NOT NULL,\n"
    "  time INTEGER NOT NULL,\n"
    "  state TEXT NOT NULL CHECK (state IN ('observed', 'set_aside', 'superseded')),\n"
    "  reason TEXT NOT NULL CHECK (state <> 'set_aside' OR reason <> ''),\n"
    "  assets_sha256 TEXT NOT NULL,\n"
    "  sites_sha256 TEXT NOT NULL,\n"
    "  PRIMARY KEY (id, processing)\n"
    ") STRICT, WITHOUT ROWID",

    /* A chip's row outlives its project: records point at the chip. */
    "CREATE TABLE ta_chip (\n"
    "  project TEXT NOT NULL,\n"
    "  site INTEGER NOT NULL,\n"
    "  time INTEGER NOT NULL,\n"
    "  scene TEXT NOT NULL,\n"
    "  processing TEXT NOT NULL,\n"
    "  path TEXT NOT NULL,\n"
    "  " HASH("sha256") ",\n"
                        "  " HASH("shape_sha256") ",\n"
                                                  "  clear_fraction REAL CHECK "
                                                  "(clear_fraction BETWEEN 0 AND 1),\n"
                                                  "  PRIMARY KEY (project, site, "
                                                  "scene, processing)\n"
                                                  ") STRICT, WITHOUT ROWID",

    "CREATE INDEX ta_chip_by_time ON ta_chip (project, site, time, scene)",

    "CREATE TABLE ta_partition (\n"
    "  kind TEXT NOT NULL,\n"
    "  part TEXT NOT NULL,\n"
    "  version INTEGER NOT NULL CHECK (version >= 1),\n"
    "  path TEXT NOT NULL,\n"
    "  " HASH("sha256") ",\n"
                        "  rows INTEGER NOT NULL CHECK (rows >= 0),\n"
                        "  PRIMARY KEY (kind, part, version)\n"
                        ") STRICT, WITHOUT ROWID",
    0};
