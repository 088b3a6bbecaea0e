/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/item_grid.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/crs.h"
#include "raster/open.h"

static const char mend[] =
    "find out which of the two is right; fetch the scene again, or "
    "correct the item";

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static double side_of(const double affine[6])
{
    return fmax(hypot(affine[1], affine[4]), hypot(affine[2], affine[5]));
}

static void corner(const double affine[6], double col, double row, double xy[2])
{
    xy[0] = affine[0] + col * affine[1] + row * affine[2];
    xy[1] = affine[3] + col * affine[4] + row * affine[5];
}

/* --- the CRS ------------------------------------------------------------------------ */

/* Corners of the grid and, last, one cell in from the first: its size. */
enum { MARKS = 5 };

static enum ta_status marks_of(const struct ta_grid *grid, const char *crs,
                               double xy[2 * MARKS])
{
    const double cols = (double)grid->cols, rows = (double)grid->rows;
    struct ta_transform way;
    struct ta_error quiet;
    corner(grid->affine, 0, 0, xy);
    corner(grid->affine, cols, 0, xy + 2);
    corner(grid->affine, cols, rows, xy + 4);
    corner(grid->affine, 0, rows, xy + 6);
    corner(grid->affine, 1, 1, xy + 8);
    enum ta_status rc = ta_crs_open(crs, TA_CRS_WGS84, &way, &quiet);
    if (rc != TA_OK) return rc;
    rc = way.apply(way.self, MARKS, xy, &quiet);
    way.free(way.self);
    return rc;
}

/* Spellings of one CRS differ; what is at another place by more than a cell is another CRS. */
static bool is_elsewhere(const struct ta_grid *grid, const char *crs)
{
    double here[2 * MARKS], there[2 * MARKS];
    if (strcmp(grid->crs, crs) == 0 || marks_of(grid, grid->crs, here) != TA_OK ||
        marks_of(grid, crs, there) != TA_OK)
        return false;
    double cell = fmax(fabs(here[8] - here[0]), fabs(here[9] - here[1]));
    for (size_t i = 0; i < MARKS; i++) {
        double east = fabs(here[2 * i] - there[2 * i]);
        double north = fabs(here[2 * i + 1] - there[2 * i + 1]);
        if (fmin(east, 360.0 - east) > cell || north > cell) return true;
    }
    return false;
}

static enum ta_status check_crs(const struct ta_grid *file,
                                const struct ta_asset *asset, struct ta_error *err)
{
    char is[TA_CRS_NAME];
    struct ta_error quiet;
    if (asset->crs[0] == '\0' || !is_elsewhere(file, asset->crs)) return TA_OK;
    if (ta_crs_name(file->crs, is, &quiet) != TA_OK)
        (void)snprintf(is, sizeof is, "another CRS");
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "its item says proj:code %s, and %.120s is in %.60s",
                             asset->crs, base_name(asset->path), is),
                     err, mend);
}

/* --- size and place ----------------------------------------------------------------- */

/* Of the four corners of both the greatest distance, in cells of the coarser. */
static double cells_apart(const struct ta_grid *file, const struct ta_stated_grid *said)
{
    double cell = fmax(side_of(file->affine), side_of(said->affine)), most = 0.0;
    bool sized = said->rows > 0;
    for (int i = 0; i < 4; i++) {
        double here[2], there[2], east = i % 2, south = i / 2;
        corner(file->affine, east * (double)file->cols, south * (double)file->rows,
               here);
        corner(said->affine, east * (double)(sized ? said->cols : file->cols),
               south * (double)(sized ? said->rows : file->rows), there);
        /* without a size the other corners of a whole item's grid are not known */
        if (!sized && !said->own && i > 0) break;
        most = fmax(most, hypot(here[0] - there[0], here[1] - there[1]) / cell);
    }
    return most;
}

/* A file of finer or coarser cells has as many more or fewer of both, to a cell of the coarser; one of
 * nearly as many has the same cells, and as many. */
static bool same_proportion(const struct ta_grid *file,
                            const struct ta_stated_grid *said)
{
    double per_col = (double)said->cols / (double)file->cols;
    double rows = (double)file->rows * per_col;
    bool finer = per_col < 0.9 || per_col > 1.1;
    return finer && fabs(rows - (double)said->rows) <= 1.0 + per_col;
}

static bool same_size(const struct ta_grid *file, const struct ta_stated_grid *said)
{
    if (said->rows == file->rows && said->cols == file->cols) return true;
    return !said->own && (said->placed || same_proportion(file, said));
}

enum ta_status ta_item_grid_check(const struct ta_grid *file,
                                  const struct ta_asset *asset, struct ta_error *err)
{
    const struct ta_stated_grid *said = &asset->grid;
    const char *name = base_name(asset->path);
    if (file->crs == NULL) return TA_OK;
    enum ta_status rc = check_crs(file, asset, err);
    if (rc != TA_OK) return rc;
    if (said->rows > 0 && !same_size(file, said))
        return ta_mended(
            ta_fail(err, TA_E_DATA,
                    "its item says proj:shape %lld x %lld, and %.120s has %lld rows of "
                    "%lld cells",
                    (long long)said->rows, (long long)said->cols, name,
                    (long long)file->rows, (long long)file->cols),
            err, mend);
    double apart = said->placed ? cells_apart(file, said) : 0.0;
    if (apart <= 1.0) return TA_OK;
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "its item says proj:transform, by which %.120s would lie "
                             "%.4g cells from where it does",
                             name, apart),
                     err, mend);
}

bool ta_item_states(const struct ta_asset *asset)
{
    return asset->crs[0] != '\0' || asset->grid.rows > 0 || asset->grid.placed;
}

enum ta_status ta_item_scene_check(const struct ta_scene *scene, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < scene->n_assets; i++) {
        const struct ta_asset *asset = &scene->asset[i];
        struct ta_raster *raster = NULL;
        struct ta_error quiet;
        /* a file that cannot be opened is told where it is read */
        if (!ta_item_states(asset) ||
            ta_raster_open_asset(asset, &raster, &quiet) != TA_OK)
            continue;
        rc = ta_item_grid_check(ta_raster_grid(raster), asset, err);
        ta_raster_close(raster);
    }
    return rc;
}
