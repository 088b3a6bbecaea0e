/* SPDX-License-Identifier: Apache-2.0 */
/** @file srs.h  GDAL's reference systems from the texts that grids carry. */
#ifndef TA_RASTER_SRS_H
#define TA_RASTER_SRS_H

#include <ogr_srs_api.h>

/** From WKT or AUTHORITY:CODE; nothing is opened by name. x before y. NULL when it is
 *  neither. Ended by OSRDestroySpatialReference(). */
OGRSpatialReferenceH ta_srs_new(const char *crs);

#endif
