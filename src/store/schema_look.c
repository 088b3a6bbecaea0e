/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_look.c  Who was answered by which scene, and where the answers stand.
 *
 *  size: table */
#include "store/schema.h"

#define HASH(column)                                                                   \
    column " TEXT NOT NULL CHECK (length(" column ") = 64 AND " column                 \
           " NOT GLOB '*[^0-9a-f]*')"

const char *const ta_schema_look[] = {
    /* Numbers are never given twice (AUTOINCREMENT), so that a scene which answered all
     * sites up to a number has nothing to do until a higher one is there. The hash is
     * empty for sites that an older program put. */
    "CREATE TABLE ta_site_shape (\n"
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n"
    "  project TEXT NOT NULL REFERENCES ta_project (id) ON DELETE CASCADE,\n"
    "  site INTEGER NOT NULL,\n"
    "  shape_sha256 TEXT NOT NULL,\n"
    "  UNIQUE (project, site)\n"
    ") STRICT",
    "INSERT INTO ta_site_shape (project, site, shape_sha256)\n"
    "  SELECT project, site, '' FROM sites ORDER BY project, site",

    "ALTER TABLE ta_scene DROP COLUMN sites_sha256",
    "ALTER TABLE ta_scene ADD COLUMN recipe TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ta_scene ADD COLUMN sites_seq INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX ta_scene_by_datatake ON ta_scene (datatake, tile)",
    "CREATE INDEX ta_scene_set_aside ON ta_scene (id, processing)\n"
    "  WHERE state = 'set_aside'",

    "CREATE TABLE ta_chip_2 (\n"
    "  project TEXT NOT NULL,\n"
    "  site INTEGER NOT NULL,\n"
    "  time INTEGER NOT NULL,\n"
    "  scene TEXT NOT NULL,\n"
    "  processing TEXT NOT NULL,\n"
    "  grid INTEGER NOT NULL CHECK (grid >= 0),\n"
    "  path TEXT NOT NULL,\n"
    "  " HASH("sha256") ",\n"
                        "  " HASH(
                            "shape_sha256") ",\n"
                                            "  inside REAL NOT NULL CHECK\n"
                                            "    (inside BETWEEN 0 AND 1),\n"
                                            "  clear_fraction REAL CHECK\n"
                                            "    (clear_fraction BETWEEN 0 AND 1),\n"
                                            "  PRIMARY KEY (project, site, "
                                            "scene, processing, grid)\n"
                                            ") STRICT, WITHOUT ROWID",
    "INSERT INTO ta_chip_2 SELECT project, site, time, scene, processing, 0, path,\n"
    "  sha256, shape_sha256, 1, clear_fraction FROM ta_chip",
    "DROP TABLE ta_chip", "ALTER TABLE ta_chip_2 RENAME TO ta_chip",
    "CREATE INDEX ta_chip_by_time ON ta_chip (project, site, time, scene)",

    "CREATE TABLE ta_asset (\n"
    "  path TEXT NOT NULL PRIMARY KEY,\n"
    "  size INTEGER NOT NULL,\n"
    "  modified_ns INTEGER NOT NULL,\n"
    "  " HASH("sha256") "\n"
                        ") STRICT, WITHOUT ROWID",

    /* Stale: the rows are about a shape that the site no longer has. */
    "CREATE TABLE ta_part_site (\n"
    "  project TEXT NOT NULL,\n"
    "  site INTEGER NOT NULL,\n"
    "  part TEXT NOT NULL,\n"
    "  stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),\n"
    "  PRIMARY KEY (project, site, part)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX ta_part_stale ON ta_part_site (part) WHERE stale = 1",
    "CREATE TRIGGER ta_shape_gone AFTER DELETE ON ta_site_shape\n"
    "BEGIN\n"
    "  UPDATE ta_part_site SET stale = 1\n"
    "    WHERE project = OLD.project AND site = OLD.site;\n"
    "END",
    0};
