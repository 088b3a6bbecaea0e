/* SPDX-License-Identifier: Apache-2.0 */
/** @file srs.h  GDAL's reference systems from the texts that grids carry. */
#ifndef TA_RASTER_SRS_H
#define TA_RASTER_SRS_H

#include <stdbool.h>

#include <ogr_srs_api.h>

/** From WKT or AUTHORITY:CODE; nothing is opened by name. x before y. NULL when it is
 *  neither. Ended by OSRDestroySpatialReference(). */
OGRSpatialReferenceH ta_srs_new(const char *crs);
/** The other way: AUTHORITY:CODE where that says it all, else WKT; owned (ta_free). NULL when
 *  there is no text for it or no memory (*failed). The same for the same CRS, whatever was
 *  read before: PROJ spells WGS 84 as a datum or as an ensemble, as its caches have it. */
char *ta_srs_text(OGRSpatialReferenceH srs, bool *failed);

#endif
