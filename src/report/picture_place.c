/* SPDX-License-Identifier: Apache-2.0 */
/** @file picture_place.c  Where a picture lies on the ground, and its file. */
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "base/project.h"
#include "geo/crs.h"
#include "report/picture.h"

static const double degrees_per_radian = 57.29577951308232;

/* Direction of north at the middle of the chip, in its cells. */
static double north_of(const struct ta_grid *grid, const struct ta_crs_port *port)
{
    struct ta_transform there = {0}, back = {0};
    double col = (double)grid->cols / 2.0, row = (double)grid->rows / 2.0;
    const double *a = grid->affine;
    double xy[4] = {a[0] + col * a[1] + row * a[2], a[3] + col * a[4] + row * a[5]};
    double angle = NAN, det = a[1] * a[5] - a[2] * a[4];
    if (port->open(port->self, grid->crs, TA_CRS_WGS84, &there, NULL) != TA_OK)
        return NAN;
    if (port->open(port->self, TA_CRS_WGS84, grid->crs, &back, NULL) == TA_OK) {
        bool ok = there.apply(there.self, 1, xy, NULL) == TA_OK;
        xy[2] = xy[0];
        xy[3] = xy[1] + (xy[1] < 89.0 ? 1e-4 : -1e-4);
        double sign = xy[3] > xy[1] ? 1.0 : -1.0;
        if (ok && back.apply(back.self, 2, xy, NULL) == TA_OK) {
            double x = sign * (xy[2] - xy[0]), y = sign * (xy[3] - xy[1]);
            double right = (x * a[5] - y * a[2]) / det;
            double down = (y * a[1] - x * a[4]) / det;
            angle = atan2(right, -down) * degrees_per_radian;
        }
        back.free(back.self);
    }
    there.free(there.self);
    return angle;
}

void ta_picture_place(const struct ta_chip *chip, const struct ta_crs_port *port,
                      struct ta_picture *picture)
{
    struct ta_transform way = {0};
    double col = floor((double)chip->grid.cols / 2.0);
    double row = floor((double)chip->grid.rows / 2.0);
    if (port->open(port->self, chip->crs, TA_CRS_WGS84, &way, NULL) == TA_OK) {
        double area = ta_grid_cell_area_m2(&chip->grid, col, row, &way);
        if (area > 0.0) picture->metres_per_pixel = sqrt(area) / picture->per_cell;
        way.free(way.self);
    }
    picture->north = north_of(&chip->grid, port);
}

enum ta_status ta_picture_outline(const struct ta_chip *chip,
                                  const struct ta_picture *picture,
                                  const struct ta_crs_port *port,
                                  const struct ta_polygons *shape,
                                  struct ta_polygons *out, struct ta_error *err)
{
    struct ta_transform way = {0};
    enum ta_status rc = port->open(port->self, TA_CRS_WGS84, chip->crs, &way, err);
    if (rc != TA_OK) return rc;
    double tolerance = 0.2 * ta_grid_cell_side(&chip->grid);
    rc = way.polygons(way.self, shape, tolerance, out, err);
    way.free(way.self);
    if (rc != TA_OK) return rc;
    ta_grid_place(&chip->grid, out);
    for (size_t i = 0; i < 2 * out->n_points; i++) out->xy[i] *= picture->per_cell;
    return TA_OK;
}

static cairo_status_t append(void *text, const unsigned char *bytes, unsigned int size)
{
    ta_text_add_bytes(text, bytes, size);
    return ((struct ta_text *)text)->failed ? CAIRO_STATUS_NO_MEMORY
                                            : CAIRO_STATUS_SUCCESS;
}

enum ta_status ta_picture_png(const struct ta_picture *picture, struct ta_text *out,
                              struct ta_error *err)
{
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)picture->cols, (int)picture->rows);
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        cairo_surface_flush(surface);
        unsigned char *to = cairo_image_surface_get_data(surface);
        size_t stride = (size_t)cairo_image_surface_get_stride(surface);
        for (size_t y = 0; y < picture->rows; y++)
            memcpy(to + y * stride, picture->pixel + y * picture->cols,
                   picture->cols * sizeof *picture->pixel);
        cairo_surface_mark_dirty(surface);
        status = cairo_surface_write_to_png_stream(surface, append, out);
    }
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS) return TA_OK;
    if (status == CAIRO_STATUS_NO_MEMORY)
        return ta_fail(err, TA_E_NOMEM, "picture: out of memory");
    return ta_fail(err, TA_E_INTERNAL, "picture: %s", cairo_status_to_string(status));
}
