/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_gpkg.c  The tables that make the file a GeoPackage (OGC 12-128r17, 1.3).
 *
 *  size: table */
#include "store/schema.h"

const char *const ta_schema_gpkg[] = {
    "PRAGMA application_id = 1196444487", /* "GPKG" */
    "PRAGMA user_version = 10300",

    "CREATE TABLE gpkg_spatial_ref_sys (\n"
    "  srs_name TEXT NOT NULL,\n"
    "  srs_id INTEGER NOT NULL PRIMARY KEY,\n"
    "  organization TEXT NOT NULL,\n"
    "  organization_coordsys_id INTEGER NOT NULL,\n"
    "  definition TEXT NOT NULL,\n"
    "  description TEXT\n"
    ")",

    "INSERT INTO gpkg_spatial_ref_sys VALUES\n"
    "  ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),\n"
    "  ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL),\n"
    "  ('WGS 84', 4326, 'EPSG', 4326,\n"
    "   'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\","
    "SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],"
    "AUTHORITY[\"EPSG\",\"6326\"]],"
    "PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],"
    "AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],"
    "AUTHORITY[\"EPSG\",\"4326\"]]',\n"
    "   'longitude and latitude in degrees')",

    "CREATE TABLE gpkg_contents (\n"
    "  table_name TEXT NOT NULL PRIMARY KEY,\n"
    "  data_type TEXT NOT NULL,\n"
    "  identifier TEXT UNIQUE,\n"
    "  description TEXT DEFAULT '',\n"
    "  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),\n"
    "  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,\n"
    "  srs_id INTEGER,\n"
    "  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)\n"
    "    REFERENCES gpkg_spatial_ref_sys (srs_id)\n"
    ")",

    "CREATE TABLE gpkg_geometry_columns (\n"
    "  table_name TEXT NOT NULL,\n"
    "  column_name TEXT NOT NULL,\n"
    "  geometry_type_name TEXT NOT NULL,\n"
    "  srs_id INTEGER NOT NULL,\n"
    "  z TINYINT NOT NULL,\n"
    "  m TINYINT NOT NULL,\n"
    "  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),\n"
    "  CONSTRAINT uk_gc_table_name UNIQUE (table_name),\n"
    "  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name)\n"
    "    REFERENCES gpkg_contents (table_name),\n"
    "  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id)\n"
    "    REFERENCES gpkg_spatial_ref_sys (srs_id)\n"
    ")",

    "CREATE TABLE gpkg_extensions (\n"
    "  table_name TEXT,\n"
    "  column_name TEXT,\n"
    "  extension_name TEXT NOT NULL,\n"
    "  definition TEXT NOT NULL,\n"
    "  scope TEXT NOT NULL,\n"
    "  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)\n"
    ")",
    0};
