/* SPDX-License-Identifier: Apache-2.0 */
/** @file shape.h  From an outline as it was drawn to the shape of a site: WGS 84,
 * valid, measured. */
#ifndef TA_GEO_SHAPE_H
#define TA_GEO_SHAPE_H

#include "geo/mend.h"
#include "terrassay/geometry.h"

/** Edges of an outline follow their straight line in the CRS they were drawn in to this
 * many degrees (11 mm on the equator). */
#define TA_SHAPE_TOLERANCE_DEG 1e-7
/** Greatest radius of a point with a radius (m). */
#define TA_SHAPE_RADIUS_MAX_M 100000.0

/** Mending that changes an area by more than this share of it is for a person to judge. What is
 * compared is what the rings enclose as drawn, loops that turn the other way taken off. */
#define TA_SHAPE_RESIZED 0.01

/** What was found and done on the way. */
struct ta_shape_report {
    struct ta_mended
        mended; /**< its note also names rings closed or left out, and the area after */
    double area_m2;    /**< ellipsoidal */
    double accuracy_m; /**< of the CRS operation; NaN when not known */
};

/** Settle an outline.
 *  @param drawn   rings as read, x, y in the CRS that @p to_wgs84 starts from; need not
 * be closed, oriented or valid
 *  @param to_wgs84 opened by ta_crs_open(crs, TA_CRS_WGS84)
 *  @param out     longitude, latitude; valid, parts apart, exteriors counter-clockwise,
 * inside
 *                 [-180, 180] x [-90, 90]; owned (ta_polygons_free)
 *  @return TA_OK; TA_E_DATA (not finite, out of range, axes swapped, no area, no
 * image); TA_E_LIMIT; TA_E_NOMEM; TA_E_INTERNAL */
TA_NODISCARD enum ta_status ta_shape_settle(const struct ta_polygons *drawn,
                                            const struct ta_transform *to_wgs84,
                                            struct ta_polygons *out,
                                            struct ta_shape_report *report,
                                            struct ta_error *err);

/** Settle an outline in the plane it was drawn in (metres or feet): closed, valid, not moved and not
 *  measured. Returns as ta_shape_settle(). */
TA_NODISCARD enum ta_status ta_shape_settle_flat(const struct ta_polygons *drawn,
                                                 struct ta_polygons *out,
                                                 struct ta_shape_report *report,
                                                 struct ta_error *err);

/** The geodesic circle of @p radius_m about @p point (in the CRS of @p to_wgs84): 128
 * corners, set out so far that the area is the circle's. Returns as ta_shape_settle().
 */
TA_NODISCARD enum ta_status ta_shape_circle(const double point[2], double radius_m,
                                            const struct ta_transform *to_wgs84,
                                            struct ta_polygons *out,
                                            struct ta_shape_report *report,
                                            struct ta_error *err);

#endif
