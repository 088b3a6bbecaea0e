/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/item_grid.h"

#include <math.h>
#include <string.h>

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
