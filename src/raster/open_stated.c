/* SPDX-License-Identifier: Apache-2.0 */
/** @file open_stated.c  The place of a file that declares none or no CRS, where its catalogue item gives it. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "raster/open_private.h"

static void corner(const double affine[6], double col, double row, double xy[2])
{
    xy[0] = affine[0] + col * affine[1] + row * affine[2];
    xy[1] = affine[3] + col * affine[4] + row * affine[5];
}

/* Some count from the middle of a cell: the corners may be off by one. */
static bool same_place(const struct ta_grid *file, const struct ta_stated_grid *said)
{
    const double *a = said->affine;
    const double cell = fmin(hypot(a[1], a[4]), hypot(a[2], a[5]));
    for (int i = 0; i < 4; i++) {
        double col = i % 2 == 0 ? 0.0 : (double)file->cols;
        double row = i / 2 == 0 ? 0.0 : (double)file->rows;
        double here[2], there[2];
        corner(file->affine, col, row, here);
        corner(a, col, row, there);
        if (!(hypot(here[0] - there[0], here[1] - there[1]) <= cell)) return false;
    }
    return true;
}

/* What is stated in full is of this file when it has its size, and its place where that is known. */
static bool is_of_file(const struct ta_raster *r, const struct ta_stated_grid *said)
{
    return said->placed && said->rows == r->grid.rows && said->cols == r->grid.cols &&
           (!r->placed || same_place(&r->grid, said));
}

static enum ta_status take(struct ta_raster *r, const struct ta_asset *asset,
                           struct ta_error *err)
{
    char *crs = r->crs != NULL ? r->crs : ta_strdup(asset->crs);
    if (crs == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", r->path);
    r->crs = crs;
    r->grid.crs = crs;
    if (!r->placed) memcpy(r->grid.affine, asset->grid.affine, sizeof r->grid.affine);
    enum ta_status rc = ta_grid_check(&r->grid, err);
    if (rc != TA_OK) ta_error_context(err, "%s", ta_raster_shown(r));
    return rc;
}

enum ta_status ta_raster_take_stated(struct ta_raster *r, const struct ta_asset *asset,
                                     struct ta_error *err)
{
    if (r->grid.crs != NULL) return TA_OK;
    r->lost = true;
    r->stated = asset->grid;
    memcpy(r->stated_crs, asset->crs, sizeof r->stated_crs);
    bool named = r->crs != NULL || asset->crs[0] != '\0';
    return named && is_of_file(r, &asset->grid) ? take(r, asset, err) : TA_OK;
}

bool ta_raster_stated_alike(const struct ta_raster *r, const struct ta_asset *asset)
{
    const struct ta_stated_grid *a = &r->stated, *b = &asset->grid;
    if (!r->lost) return true;
    return strcmp(r->stated_crs, asset->crs) == 0 && a->rows == b->rows &&
           a->cols == b->cols && a->placed == b->placed &&
           memcmp(a->affine, b->affine, sizeof a->affine) == 0;
}

bool ta_raster_by_item(const struct ta_raster *raster)
{
    return raster->lost && raster->grid.crs != NULL;
}

enum ta_status ta_raster_need_place(const struct ta_raster *raster,
                                    struct ta_error *err)
{
    if (raster->grid.crs != NULL) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: declares no place or no CRS",
                  ta_raster_shown(raster));
    ta_error_mend(
        err,
        "if it was cut short, fetch it again; netCDF with 2-D longitudes and "
        "latitudes: "
        "gdalwarp -geoloc -t_srs EPSG:4326 NETCDF:FILE:ARRAY out.tif; else "
        "gdal_translate -a_srs ... -a_ullr ..., or state proj:code, proj:shape and "
        "proj:transform in its item");
    return TA_E_DATA;
}
