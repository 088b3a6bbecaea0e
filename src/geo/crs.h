/* SPDX-License-Identifier: Apache-2.0 */
/** @file crs.h  Coordinate reference systems: reading what was declared, and ways
 * between them.
 *
 *  Coordinates are x, y everywhere: longitude, latitude or easting, northing, whatever
 * axis order the CRS itself names. No grid is fetched; a way without known datum
 * parameters
 *  ("ballpark") is refused. */
#ifndef TA_GEO_CRS_H
#define TA_GEO_CRS_H

#include "terrassay/geometry.h"
#include "terrassay/status.h"

enum { TA_CRS_TEXT_MAX = 65536, TA_CRS_NAME = 128 };

/** WGS 84 in longitude, latitude: what every stored shape is in. */
#define TA_CRS_WGS84 "OGC:CRS84"

/** The port for folders that must not include this one. Its transforms are not
 * thread-safe. */
struct ta_crs_port ta_crs_port(void);

/** Open the way from @p from to @p to.
 *
 *  Each is AUTHORITY:CODE, an OGC URN, WKT, PROJJSON or a "+proj" string, optionally
 * followed by user parameters of the datum: " +towgs84=dx,dy,dz[,rx,ry,rz,ppm]
 * [+accuracy=m]" (m, arc seconds, position-vector convention, EPSG method 9606).
 *
 *  @return TA_OK; TA_E_DATA when a CRS is not understood, is obfuscated (GCJ-02,
 * BD-09), needs parameters of the user (Xi'an 1980, Beijing 1954), or no way with known
 * parameters leads across. */
TA_NODISCARD enum ta_status ta_crs_open(const char *from, const char *to,
                                        struct ta_transform *out, struct ta_error *err);

/** Accuracy (m) of the operation that the last call of apply or polygons used; where
 * several are published, the most accurate one whose area of use holds all points is
 * taken. NaN when not known, 0 for a pure conversion. Of transforms opened here only.
 */
double ta_crs_accuracy_m(const struct ta_transform *transform);

/** Are the coordinates of @p transform's source longitudes and latitudes in degrees? */
bool ta_crs_from_degrees(const struct ta_transform *transform);

/** A short name for people and records: "EPSG:20137", else the CRS's own name.
 *  @return as ta_crs_open() for a CRS that is not understood. */
TA_NODISCARD enum ta_status ta_crs_name(const char *crs, char out[TA_CRS_NAME],
                                        struct ta_error *err);

#endif
