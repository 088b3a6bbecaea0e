/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/cube.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "raster/cube_axes.h"
#include "raster/cube_unit.h"

enum {
    FIRST_ROOM = 1024,    /* cells of a site, at first */
    SLAB_VALUES = 1 << 20 /* read at once */
};

struct ta_cube {
    struct ta_mdfile *file;
    struct ta_mdarray variable;
    struct ta_cube_axes axes;
    char method[TA_MDARRAY_TEXT];
};

/** The cells of a site and the window around them. */
struct window {
    struct ta_cell_share *share;
    size_t n;
    size_t row, col, rows, cols;
};

/* May the array be a variable on time, y and x? Bounds and coordinates are not. */
static bool gridded(const struct ta_mdarray *array)
{
    struct ta_cube_axes axes;
    if (array->n_dims < 3 || ta_cube_is_lat(array->unit) ||
        ta_cube_is_lon(array->unit) || ta_cube_is_time(array->unit))
        return false;
    if (ta_cube_axes_read(array, &axes, NULL) != TA_OK) return false;
    ta_cube_axes_free(&axes);
    return true;
}

static enum ta_status choose(struct ta_cube *cube, char out[TA_MDARRAY_TEXT],
                             struct ta_error *err)
{
    struct ta_text found = {0};
    size_t n = 0;
    for (const char *const *name = ta_mdfile_arrays(cube->file); *name; name++) {
        struct ta_mdarray array;
        if (ta_mdarray_open(cube->file, *name, &array, NULL) != TA_OK) continue;
        if (gridded(&array)) {
            ta_text_addf(&found, "%s%s", n++ == 0 ? "" : ", ", *name);
            if (n == 1) memcpy(out, array.name, TA_MDARRAY_TEXT);
        }
        ta_mdarray_close(&array);
    }
    enum ta_status rc = TA_OK;
    if (n != 1) {
        rc = ta_fail(err, TA_E_DATA, "%s: %s%.300s", ta_mdfile_path(cube->file),
                     n == 0 ? "no variable over time, latitude and longitude"
                            : "several variables: ",
                     n == 0 || found.bytes == NULL ? "" : found.bytes);
        ta_error_mend(err, n == 0 ? "see what it holds: gdalmdiminfo, ncdump -h"
                                  : "name one of them");
    }
    ta_text_free(&found);
    return rc;
}

static enum ta_status open_variable(struct ta_cube *cube, const char *variable,
                                    struct ta_error *err)
{
    char name[TA_MDARRAY_TEXT];
    if (variable == NULL) {
        enum ta_status rc = choose(cube, name, err);
        if (rc != TA_OK) return rc;
        variable = name;
    }
    enum ta_status rc = ta_mdarray_open(cube->file, variable, &cube->variable, err);
    if (rc == TA_OK) rc = ta_cube_axes_read(&cube->variable, &cube->axes, err);
    if (rc == TA_OK) ta_mdarray_text(&cube->variable, "cell_methods", cube->method);
    return rc;
}

enum ta_status ta_cube_open(const char *path, const char *variable,
                            struct ta_cube **out, struct ta_error *err)
{
    struct ta_cube *cube = ta_alloc(1, sizeof *cube);
    if (cube == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = ta_mdfile_open(path, &cube->file, err);
    if (rc == TA_OK) rc = open_variable(cube, variable, err);
    if (rc != TA_OK) {
        ta_cube_close(cube);
        return rc;
    }
    *out = cube;
    return TA_OK;
}

void ta_cube_close(struct ta_cube *cube)
{
    if (cube == NULL) return;
    ta_cube_axes_free(&cube->axes);
    ta_mdarray_close(&cube->variable);
    ta_mdfile_close(cube->file);
    ta_free(cube);
}

struct ta_cube_info ta_cube_info(const struct ta_cube *cube)
{
    return (struct ta_cube_info){
        .path = ta_mdfile_path(cube->file),
        .variable = cube->variable.name,
        .unit = cube->variable.unit,
        .method = cube->method,
        .rows = cube->axes.centres.rows,
        .cols = cube->axes.centres.cols,
        .n_steps = cube->axes.n_steps,
        .time = cube->axes.time,
        .interval_s = cube->axes.interval_s,
    };
}

static enum ta_status no_memory(const struct ta_cube *cube, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", ta_mdfile_path(cube->file));
}

static enum ta_status cover(const struct ta_cube *cube, const struct ta_polygons *site,
                            struct window *w, struct ta_cell_cover *found,
                            struct ta_error *err)
{
    size_t room = FIRST_ROOM;
    for (;;) {
        ta_free(w->share);
        w->share = ta_alloc(room, sizeof *w->share);
        if (w->share == NULL) return no_memory(cube, err);
        if (ta_cell_cover(&cube->axes.centres, site, room, w->share, found) != TA_OK)
            return ta_fail(err, TA_E_DATA,
                           "%s: a grid of %zu x %zu cells does not say how large they "
                           "are, or the site has no points",
                           ta_mdfile_path(cube->file), cube->axes.centres.rows,
                           cube->axes.centres.cols);
        if (found->n <= room) break;
        room = found->n;
        if (room > TA_CUBE_SITE_CELLS_MAX)
            return ta_fail(err, TA_E_LIMIT, "%s: the site covers %zu cells",
                           ta_mdfile_path(cube->file), room);
    }
    w->n = found->n;
    return TA_OK;
}

static void frame(struct window *w)
{
    size_t last_row = 0, last_col = 0;
    w->row = w->col = SIZE_MAX;
    for (size_t i = 0; i < w->n; i++) {
        const struct ta_cell_share *s = &w->share[i];
        if (s->row < w->row) w->row = s->row;
        if (s->col < w->col) w->col = s->col;
        if (s->row > last_row) last_row = s->row;
        if (s->col > last_col) last_col = s->col;
    }
    w->rows = last_row - w->row + 1;
    w->cols = last_col - w->col + 1;
}

/* Read steps first .. first + n - 1 of the window, step by step, row by row. */
static enum ta_status read_slab(const struct ta_cube *cube, const struct window *w,
                                size_t first, size_t n, double *out,
                                struct ta_error *err)
{
    const struct ta_cube_axes *axes = &cube->axes;
    uint64_t start[TA_MDARRAY_DIMS_MAX] = {0}, count[TA_MDARRAY_DIMS_MAX];
    int64_t step[TA_MDARRAY_DIMS_MAX];
    for (size_t i = 0; i < TA_MDARRAY_DIMS_MAX; i++) {
        count[i] = 1;
        step[i] = 1;
    }
    start[axes->time_dim] = first;
    count[axes->time_dim] = n;
    step[axes->time_dim] = (int64_t)(w->rows * w->cols);
    start[axes->y_dim] = w->row;
    count[axes->y_dim] = w->rows;
    step[axes->y_dim] = (int64_t)w->cols;
    start[axes->x_dim] = w->col;
    count[axes->x_dim] = w->cols;
    return ta_mdarray_read(&cube->variable, start, count, step, out, err);
}

/* Mean of one step over the site's cells, and the share of it that they had values for. */
static double mean_of(const struct window *w, const double *values, double least,
                      double *share)
{
    double sum = 0.0, weight = 0.0;
    for (size_t i = 0; i < w->n; i++) {
        const struct ta_cell_share *s = &w->share[i];
        double value = values[(s->row - w->row) * w->cols + (s->col - w->col)];
        if (isnan(value)) continue;
        sum += s->share * value;
        weight += s->share;
    }
    const double rounding = 1e-9; /* shares of a site add up to this */
    *share = fmin(weight, 1.0);
    if (!(weight > 0.0) || weight < least - rounding) return NAN;
    return sum / weight;
}

static enum ta_status fill(const struct ta_cube *cube, const struct window *w,
                           const struct ta_cube_request *request,
                           const struct ta_cube_factor *factor,
                           struct ta_cube_series *out, struct ta_error *err)
{
    size_t cells = w->rows * w->cols;
    size_t most = cells < SLAB_VALUES ? SLAB_VALUES / cells : 1;
    if (most > out->n) most = out->n;
    double *slab = ta_alloc(most * cells, sizeof *slab);
    if (slab == NULL) return no_memory(cube, err);
    enum ta_status rc = TA_OK;
    for (size_t first = 0; rc == TA_OK && first < out->n; first += most) {
        size_t n = out->n - first < most ? out->n - first : most;
        rc = read_slab(cube, w, first, n, slab, err);
        for (size_t i = 0; rc == TA_OK && i < n; i++)
            out->value[first + i] =
                factor->scale * mean_of(w, slab + i * cells, request->least_share,
                                        &out->share[first + i]) +
                factor->offset;
    }
    ta_free(slab);
    return rc;
}

static enum ta_status make_series(const struct ta_cube *cube,
                                  struct ta_cube_series *out, struct ta_error *err)
{
    size_t n = cube->axes.n_steps;
    out->time = ta_alloc(n, sizeof *out->time);
    out->value = ta_alloc(n, sizeof *out->value);
    out->share = ta_alloc(n, sizeof *out->share);
    if (out->time == NULL || out->value == NULL || out->share == NULL)
        return no_memory(cube, err);
    if (n > 0) memcpy(out->time, cube->axes.time, n * sizeof *out->time);
    out->n = n;
    return TA_OK;
}

static enum ta_status look(struct ta_cube *cube, const struct ta_polygons *site,
                           const struct ta_cube_request *request,
                           const struct ta_cube_factor *factor, struct window *w,
                           struct ta_cube_series *out, struct ta_error *err)
{
    struct ta_cell_cover found;
    enum ta_status rc = cover(cube, site, w, &found, err);
    if (rc != TA_OK) return rc;
    out->cells = found.n;
    out->inside = fmin(found.inside, 1.0);
    if (found.n == 0) return TA_OK;

    frame(w);
    if (w->rows * w->cols > TA_MDARRAY_CELLS_MAX)
        return ta_fail(err, TA_E_LIMIT, "%s: the site spans %zu x %zu cells",
                       ta_mdfile_path(cube->file), w->rows, w->cols);
    rc = make_series(cube, out, err);
    if (rc == TA_OK) rc = fill(cube, w, request, factor, out, err);
    if (rc == TA_OK) out->reason = TA_OBSERVED;
    return rc;
}

enum ta_status ta_cube_site(struct ta_cube *cube, const struct ta_polygons *site,
                            const struct ta_cube_request *request,
                            struct ta_cube_series *out, struct ta_error *err)
{
    struct ta_cube_series made = {.reason = TA_OUT_OF_SENSOR,
                                  .interval_s = cube->axes.interval_s};
    struct ta_cube_factor factor;
    struct window w = {0};
    if (!(request->least_share > 0.0 && request->least_share <= 1.0))
        return ta_fail(err, TA_E_ARG, "a share of %g, not above 0 and at most 1",
                       request->least_share);
    const char *unit =
        request->declared != NULL ? request->declared : cube->variable.unit;
    enum ta_status rc = ta_cube_factor(unit, request->unit, cube->axes.interval_s,
                                       &factor, made.unit, err);
    if (rc != TA_OK)
        ta_error_context(err, "%s: %s", ta_mdfile_path(cube->file),
                         cube->variable.name);
    else
        rc = look(cube, site, request, &factor, &w, &made, err);
    ta_free(w.share);
    if (rc == TA_OK)
        *out = made;
    else
        ta_cube_series_free(&made);
    return rc;
}

void ta_cube_series_free(struct ta_cube_series *series)
{
    ta_free(series->time);
    ta_free(series->value);
    ta_free(series->share);
    *series = (struct ta_cube_series){0};
}
