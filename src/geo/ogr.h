/* SPDX-License-Identifier: Apache-2.0 */
/** @file ogr.h  OGR as we use it: three drivers, no sidecars, no network. */
#ifndef TA_GEO_OGR_H
#define TA_GEO_OGR_H

/** Register GeoPackage, Shapefile and GeoJSON, and nothing else. May be called again. */
void ta_ogr_setup(void);

#endif
