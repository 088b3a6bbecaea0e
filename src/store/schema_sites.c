/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_sites.c  The map layer of sites with its spatial index.
 *
 *  Triggers as the RTree Spatial Indexes extension of OGC 12-128r17 (annex F.3) wants
 * them, so that any GeoPackage program keeps the index when it moves a site.
 *
 *  size: table */
#include "store/schema.h"

#define BOX                                                                            \
    "NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), "               \
    "ST_MaxY(NEW.geom)"
#define NEW_FILLED "(NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))"
#define NEW_EMPTY "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"

const char *const ta_schema_sites[] = {
    "CREATE TABLE sites (\n"
    "  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n"
    "  geom MULTIPOLYGON,\n"
    "  project TEXT NOT NULL REFERENCES ta_project (id) ON DELETE CASCADE,\n"
    "  site INTEGER NOT NULL,\n"
    "  name TEXT,\n"
    "  area_m2 DOUBLE,\n"
    "  position_error_m DOUBLE,\n"
    "  level TEXT,\n"
    "  score DOUBLE,\n"
    "  record_id TEXT,\n"
    "  simulated BOOLEAN NOT NULL,\n"
    "  CONSTRAINT site_once UNIQUE (project, site)\n"
    ")",

    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
    "srs_id)\n"
    "  VALUES ('sites', 'features', 'sites',\n"
    "    'Sites of financed projects with their latest level of environmental risk',\n"
    "    4326)",
    "INSERT INTO gpkg_geometry_columns\n"
    "  VALUES ('sites', 'geom', 'MULTIPOLYGON', 4326, 0, 0)",
    "INSERT INTO gpkg_extensions VALUES ('sites', 'geom', 'gpkg_rtree_index',\n"
    "  'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')",

    "CREATE VIRTUAL TABLE rtree_sites_geom USING rtree(id, minx, maxx, miny, maxy)",

    "CREATE TRIGGER rtree_sites_geom_insert AFTER INSERT ON sites\n"
    "  WHEN " NEW_FILLED "\n"
    "BEGIN\n"
    "  INSERT OR REPLACE INTO rtree_sites_geom VALUES (" BOX ");\n"
    "END",

    "CREATE TRIGGER rtree_sites_geom_update1 AFTER UPDATE OF geom ON sites\n"
    "  WHEN OLD.fid = NEW.fid AND " NEW_FILLED "\n"
    "BEGIN\n"
    "  INSERT OR REPLACE INTO rtree_sites_geom VALUES (" BOX ");\n"
    "END",

    "CREATE TRIGGER rtree_sites_geom_update2 AFTER UPDATE OF geom ON sites\n"
    "  WHEN OLD.fid = NEW.fid AND " NEW_EMPTY "\n"
    "BEGIN\n"
    "  DELETE FROM rtree_sites_geom WHERE id = OLD.fid;\n"
    "END",

    "CREATE TRIGGER rtree_sites_geom_update3 AFTER UPDATE ON sites\n"
    "  WHEN OLD.fid != NEW.fid AND " NEW_FILLED "\n"
    "BEGIN\n"
    "  DELETE FROM rtree_sites_geom WHERE id = OLD.fid;\n"
    "  INSERT OR REPLACE INTO rtree_sites_geom VALUES (" BOX ");\n"
    "END",

    "CREATE TRIGGER rtree_sites_geom_update4 AFTER UPDATE ON sites\n"
    "  WHEN OLD.fid != NEW.fid AND " NEW_EMPTY "\n"
    "BEGIN\n"
    "  DELETE FROM rtree_sites_geom WHERE id IN (OLD.fid, NEW.fid);\n"
    "END",

    "CREATE TRIGGER rtree_sites_geom_delete AFTER DELETE ON sites\n"
    "  WHEN OLD.geom NOT NULL\n"
    "BEGIN\n"
    "  DELETE FROM rtree_sites_geom WHERE id = OLD.fid;\n"
    "END",
    0};
