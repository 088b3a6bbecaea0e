/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/plane.h"

#include <math.h>
#include <stdio.h>

#include <proj.h>

#include "geo/crs_text.h"
#include "geo/densify.h"

static const double degree = 0.017453292519943295769237; /* pi / 180 */

enum ta_status ta_plane_open(const double centre[2], struct ta_plane *out,
                             struct ta_error *err)
{
    char text[160];
    (void)snprintf(text, sizeof text,
                   "+proj=laea +lat_0=%.12f +lon_0=%.12f +ellps=WGS84", centre[1],
                   centre[0]);
    PJ_CONTEXT *context = ta_crs_context();
    PJ *projection = context == NULL ? NULL : proj_create(context, text);
    if (projection == NULL) {
        if (context != NULL) proj_context_destroy(context);
        return ta_fail(err, context == NULL ? TA_E_NOMEM : TA_E_DATA,
                       "no plane about (%g, %g)", centre[0], centre[1]);
    }
    *out = (struct ta_plane){context, projection};
    return TA_OK;
}

void ta_plane_close(struct ta_plane *plane)
{
    if (plane->projection != NULL) proj_destroy(plane->projection);
    if (plane->context != NULL) proj_context_destroy(plane->context);
    *plane = (struct ta_plane){0};
}

static enum ta_status move_points(void *self, size_t n, double *xy,
                                  struct ta_error *err)
{
    for (size_t i = 0; i < n; i++) {
        PJ_COORD from =
            proj_coord(xy[2 * i] * degree, xy[2 * i + 1] * degree, 0.0, 0.0);
        PJ_COORD to = proj_trans(self, PJ_FWD, from);
        if (!isfinite(to.xy.x) || !isfinite(to.xy.y))
            return ta_fail(err, TA_E_DATA,
                           "(%.10g, %.10g) lies on the other side of the globe",
                           xy[2 * i], xy[2 * i + 1]);
        xy[2 * i] = to.xy.x;
        xy[2 * i + 1] = to.xy.y;
    }
    return TA_OK;
}

enum ta_status ta_plane_shape(const struct ta_plane *plane,
                              const struct ta_polygons *shape, double tolerance_m,
                              struct ta_polygons *out, struct ta_error *err)
{
    struct ta_mover mover = {plane->projection, move_points, false, tolerance_m};
    return ta_densify(&mover, shape, out, err);
}

void ta_plane_back(const struct ta_plane *plane, double xy[2])
{
    PJ_COORD to =
        proj_trans(plane->projection, PJ_INV, proj_coord(xy[0], xy[1], 0.0, 0.0));
    xy[0] = to.lp.lam / degree;
    xy[1] = to.lp.phi / degree;
}

void ta_shape_middle(const struct ta_polygons *shape, double out[2])
{
    double x = 0.0, y = 0.0, z = 0.0;
    for (size_t i = 0; i < shape->n_points; i++) {
        double lon = shape->xy[2 * i] * degree, lat = shape->xy[2 * i + 1] * degree;
        x += cos(lat) * cos(lon);
        y += cos(lat) * sin(lon);
        z += sin(lat);
    }
    out[0] = atan2(y, x) / degree;
    out[1] = atan2(z, hypot(x, y)) / degree;
}
