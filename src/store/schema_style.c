/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_style.c  layer_styles as QGIS reads it: sites coloured by level at once.
 *
 *  size: table */
#include "store/schema.h"

#define CATEGORY(level, words, number)                                                 \
    "<category render=\"true\" value=\"" level "\" label=\"" words                     \
    "\" symbol=\"" number "\"/>"
#define SYMBOL(number, colour) SYMBOL_WITH(number, colour, "")
#define SYMBOL_WITH(number, colour, more)                                              \
    "<symbol type=\"fill\" name=\"" number                                             \
    "\" alpha=\"0.7\"><layer class=\"SimpleFill\" enabled=\"1\">"                      \
    "<prop k=\"color\" v=\"" colour "\"/><prop k=\"outline_color\" v=\"35,35,35,255\"" \
    "/><prop k=\"outline_width\" v=\"0.4\"/>" more "</layer></symbol>"

/* Five steps from red to blue that stay apart for colour-blind readers; grey for a site
 * that nobody has assessed. */
/* clang-format off */
#define ATTRIBUTE(name) "attr=\"" name "\""
#define NOT_ASSESSED CATEGORY("", "not assessed", "5")
#define QML                                                                            \
    "<!DOCTYPE qgis PUBLIC ''http://mrcc.com/qgis.dtd'' ''SYSTEM''>"                   \
    "<qgis version=\"3.22\" styleCategories=\"Symbology\">"                            \
    "<renderer-v2 type=\"categorizedSymbol\" " ATTRIBUTE("level") " enableorderby=\"0\">" \
    "<categories>"                                                                     \
    CATEGORY("very_high", "very high risk", "0")                                       \
    CATEGORY("high", "high risk", "1")                                                 \
    CATEGORY("elevated", "elevated risk", "2")                                         \
    CATEGORY("moderate", "moderate risk", "3")                                         \
    CATEGORY("low", "low risk", "4")                                                   \
    NOT_ASSESSED                                                                       \
    "</categories><symbols>"                                                           \
    SYMBOL("0", "178,24,43,255")                                                       \
    SYMBOL("1", "239,138,98,255")                                                      \
    SYMBOL("2", "253,219,199,255")                                                     \
    SYMBOL("3", "103,169,207,255")                                                     \
    SYMBOL("4", "33,102,172,255")                                                      \
    SYMBOL("5", "190,190,190,255")                                                     \
    "</symbols></renderer-v2></qgis>"

/* Where nobody can say, the level is what the unseen counts as: no step of the five, but white in a
 * broken line. QGIS takes an expression for an attribute. */
#define SAID                                                                           \
    ATTRIBUTE("CASE WHEN &quot;opinion&quot; = ''cannot_say'' THEN ''cannot_say'' "    \
              "ELSE &quot;level&quot; END")
#define CANNOT_SAY CATEGORY("cannot_say", "cannot say: no level was found", "6")
#define CANNOT_SAY_SYMBOL                                                              \
    SYMBOL_WITH("6", "255,255,255,255", "<prop k=\"outline_style\" v=\"dash\"/>")
/* clang-format on */

const char *const ta_schema_style[] = {
    "CREATE TABLE layer_styles (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n"
    "  f_table_catalog TEXT(256),\n"
    "  f_table_schema TEXT(256),\n"
    "  f_table_name TEXT(256),\n"
    "  f_geometry_column TEXT(256),\n"
    "  styleName TEXT(30),\n"
    "  styleQML TEXT,\n"
    "  styleSLD TEXT,\n"
    "  useAsDefault BOOLEAN,\n"
    "  description TEXT,\n"
    "  owner TEXT(30),\n"
    "  ui TEXT(30),\n"
    "  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))\n"
    ")",

    /* A registered attribute table also keeps OGR from listing our own tables. */
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)\n"
    "  VALUES ('layer_styles', 'attributes', 'layer_styles', 0)",

    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,\n"
    "    f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,\n"
    "    owner)\n"
    "  VALUES ('', '', 'sites', 'geom', 'level', '" QML "', '', 1,\n"
    "    'Latest level of environmental risk', '')",
    0};

/* A style that somebody has changed stays as it is. */
const char *const ta_schema_style_said[] = {
    "UPDATE layer_styles SET styleQML = replace(replace(replace(styleQML,\n"
    "    '" ATTRIBUTE("level") "', '" SAID "'),\n"
                               "    '" NOT_ASSESSED "', '" CANNOT_SAY NOT_ASSESSED
                               "'),\n"
                               "    '</symbols>', '" CANNOT_SAY_SYMBOL "</symbols>')\n"
                               "  WHERE f_table_name = 'sites' AND styleName = 'level' "
                               "AND styleQML = '" QML "'",
    0};
