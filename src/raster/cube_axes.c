/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/cube_axes.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "raster/cf_time.h"
#include "raster/cube.h"

static const double us_per_s = 1e6;

bool ta_cube_is_lat(const char *unit)
{
    static const char *const known[] = {
        "degrees_north", "degree_north", "degree_N", "degrees_N",
        "degreeN",       "degreesN",     NULL};
    return ta_word_known(unit, known);
}

bool ta_cube_is_lon(const char *unit)
{
    static const char *const known[] = {
        "degrees_east", "degree_east", "degree_E", "degrees_E",
        "degreeE",      "degreesE",    NULL};
    return ta_word_known(unit, known);
}

bool ta_cube_is_time(const char *unit)
{
    for (const char *at = strchr(unit, ' '); at != NULL; at = strchr(at + 1, ' '))
        if (strncasecmp(at, " since ", 7) == 0) return true;
    return false;
}

static size_t dim_of(const struct ta_mdarray *variable, const char *name)
{
    for (size_t i = 0; i < variable->n_dims; i++)
        if (strcmp(variable->dim[i], name) == 0) return i;
    return TA_CUBE_NO_DIM;
}

/* Do the array's dimensions all belong to the variable? */
static bool on_it(const struct ta_mdarray *variable, const struct ta_mdarray *array)
{
    for (size_t i = 0; i < array->n_dims; i++)
        if (dim_of(variable, array->dim[i]) == TA_CUBE_NO_DIM) return false;
    return array->n_dims >= 1;
}

/* Is `name` one of the blank-separated words? */
static bool among(const char *words, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = strstr(words, name); at != NULL; at = strstr(at + 1, name))
        if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

/* How well an array serves as coordinate of one kind; 0: not at all. */
static int fit(const struct ta_mdarray *variable, const struct ta_mdarray *array,
               bool (*kind)(const char *), const char *named)
{
    if (!kind(array->unit) || array->n_dims > 2 || !on_it(variable, array)) return 0;
    if (among(named, array->name)) return 3;
    if (array->n_dims == 1 && strcmp(array->dim[0], array->name) == 0) return 2;
    return 1;
}

/* The array of the file that serves best; its handle NULL when there is none. */
static struct ta_mdarray coordinate(const struct ta_mdarray *variable,
                                    bool (*kind)(const char *))
{
    char named[TA_MDARRAY_TEXT];
    struct ta_mdarray best = {0};
    int fits = 0;
    ta_mdarray_text(variable, "coordinates", named);
    for (const char *const *name = ta_mdfile_arrays(variable->file); *name; name++) {
        struct ta_mdarray array;
        if (strcmp(*name, variable->name) == 0 ||
            ta_mdarray_open(variable->file, *name, &array, NULL) != TA_OK)
            continue;
        int how = fit(variable, &array, kind, named);
        if (how <= fits) {
            ta_mdarray_close(&array);
            continue;
        }
        ta_mdarray_close(&best);
        best = array;
        fits = how;
    }
    return best;
}

/* Read a whole array of one or two dimensions, `first` being the outer one. */
static enum ta_status read_whole(const struct ta_mdarray *a, size_t outer, double **out,
                                 struct ta_error *err)
{
    uint64_t start[2] = {0}, count[2] = {a->size[0], a->n_dims > 1 ? a->size[1] : 1};
    int64_t step[2] = {1, 1};
    if (count[0] > TA_CUBE_AXIS_MAX || count[1] > TA_CUBE_AXIS_MAX ||
        count[0] * count[1] > TA_MDARRAY_CELLS_MAX)
        return ta_fail(err, TA_E_LIMIT, "%s: %s has %llu x %llu cells",
                       ta_mdfile_path(a->file), a->name, (unsigned long long)count[0],
                       (unsigned long long)count[1]);
    if (a->n_dims > 1) step[outer] = (int64_t)count[1 - outer];
    *out = ta_alloc((size_t)(count[0] * count[1]), sizeof **out);
    if (*out == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", ta_mdfile_path(a->file));
    return ta_mdarray_read(a, start, count, step, *out, err);
}

static enum ta_status no_places(const struct ta_mdarray *variable, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA,
                  "%s: %s has no longitude and latitude of its cells (1-D, or 2-D over "
                  "its y and x)",
                  ta_mdfile_path(variable->file), variable->name);
    ta_error_mend(err,
                  "add coordinate arrays with units degrees_east and degrees_north");
    return TA_E_DATA;
}

/* Places of a grid of rows and columns, one number each. */
static enum ta_status separable(const struct ta_mdarray *variable,
                                const struct ta_mdarray *lon,
                                const struct ta_mdarray *lat, struct ta_cube_axes *out,
                                struct ta_error *err)
{
    out->y_dim = dim_of(variable, lat->dim[0]);
    out->x_dim = dim_of(variable, lon->dim[0]);
    if (out->y_dim == out->x_dim) return no_places(variable, err);
    out->centres.separable = true;
    enum ta_status rc = read_whole(lon, 0, &out->lon, err);
    return rc == TA_OK ? read_whole(lat, 0, &out->lat, err) : rc;
}

/* Places of a grid that is bent: the variable's own order of dimensions says what a row
 * is. */
static enum ta_status bent(const struct ta_mdarray *variable,
                           const struct ta_mdarray *lon, const struct ta_mdarray *lat,
                           struct ta_cube_axes *out, struct ta_error *err)
{
    size_t a = dim_of(variable, lat->dim[0]), b = dim_of(variable, lat->dim[1]);
    out->y_dim = a < b ? a : b;
    out->x_dim = a < b ? b : a;
    if (a == b || dim_of(lon, variable->dim[a]) == TA_CUBE_NO_DIM ||
        dim_of(lon, variable->dim[b]) == TA_CUBE_NO_DIM)
        return no_places(variable, err);
    const char *row = variable->dim[out->y_dim];
    enum ta_status rc = read_whole(lon, dim_of(lon, row), &out->lon, err);
    return rc == TA_OK ? read_whole(lat, dim_of(lat, row), &out->lat, err) : rc;
}

static enum ta_status read_places(const struct ta_mdarray *variable,
                                  struct ta_cube_axes *out, struct ta_error *err)
{
    struct ta_mdarray lon = coordinate(variable, ta_cube_is_lon);
    struct ta_mdarray lat = coordinate(variable, ta_cube_is_lat);
    enum ta_status rc;
    if (lon.handle == NULL || lat.handle == NULL || lon.n_dims != lat.n_dims)
        rc = no_places(variable, err);
    else if (lon.n_dims == 1)
        rc = separable(variable, &lon, &lat, out, err);
    else
        rc = bent(variable, &lon, &lat, out, err);
    ta_mdarray_close(&lon);
    ta_mdarray_close(&lat);
    if (rc != TA_OK) return rc;

    out->centres.lon = out->lon;
    out->centres.lat = out->lat;
    out->centres.rows = (size_t)variable->size[out->y_dim];
    out->centres.cols = (size_t)variable->size[out->x_dim];
    return TA_OK;
}

static enum ta_status to_times(const struct ta_mdarray *array, const double *value,
                               struct ta_cube_axes *out, struct ta_error *err)
{
    char calendar[TA_MDARRAY_TEXT];
    struct ta_cf_clock clock;
    ta_mdarray_text(array, "calendar", calendar);
    enum ta_status rc = ta_cf_clock_parse(array->unit, calendar, &clock, err);
    if (rc != TA_OK) {
        ta_error_context(err, "%s", ta_mdfile_path(array->file));
        return rc;
    }
    for (size_t i = 0; i < out->n_steps; i++) {
        if (ta_cf_time(&clock, value[i], &out->time[i]) != TA_OK)
            return ta_fail(err, TA_E_DATA, "%s: step %zu has no time",
                           ta_mdfile_path(array->file), i + 1);
        if (i > 0 && out->time[i] <= out->time[i - 1])
            return ta_fail(err, TA_E_DATA,
                           "%s: step %zu is not after the one before it",
                           ta_mdfile_path(array->file), i + 1);
    }
    return TA_OK;
}

static double interval_of(const struct ta_cube_axes *axes)
{
    if (axes->n_steps < 2) return NAN;
    ta_time_us step = axes->time[1] - axes->time[0];
    for (size_t i = 2; i < axes->n_steps; i++)
        if (axes->time[i] - axes->time[i - 1] != step) return NAN;
    return (double)step / us_per_s;
}

static enum ta_status fill_times(const struct ta_mdarray *array,
                                 struct ta_cube_axes *out, struct ta_error *err)
{
    double *value = NULL;
    enum ta_status rc = read_whole(array, 0, &value, err);
    if (rc == TA_OK) {
        out->n_steps = (size_t)array->size[0];
        out->time = ta_alloc(out->n_steps, sizeof *out->time);
        if (out->time == NULL)
            rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory",
                         ta_mdfile_path(array->file));
    }
    if (rc == TA_OK) rc = to_times(array, value, out, err);
    if (rc == TA_OK) out->interval_s = interval_of(out);
    ta_free(value);
    return rc;
}

static enum ta_status read_times(const struct ta_mdarray *variable,
                                 struct ta_cube_axes *out, struct ta_error *err)
{
    struct ta_mdarray array = coordinate(variable, ta_cube_is_time);
    enum ta_status rc;
    if (array.handle == NULL || array.n_dims != 1) {
        rc = ta_fail(err, TA_E_DATA, "%s: %s has no time (units \"... since ...\")",
                     ta_mdfile_path(variable->file), variable->name);
    } else {
        out->time_dim = dim_of(variable, array.dim[0]);
        rc = fill_times(&array, out, err);
    }
    ta_mdarray_close(&array);
    return rc;
}

static enum ta_status check_others(const struct ta_mdarray *variable,
                                   const struct ta_cube_axes *axes,
                                   struct ta_error *err)
{
    if (axes->time_dim == axes->y_dim || axes->time_dim == axes->x_dim)
        return ta_fail(err, TA_E_DATA, "%s: %s: time is a place too",
                       ta_mdfile_path(variable->file), variable->name);
    for (size_t i = 0; i < variable->n_dims; i++) {
        if (i == axes->time_dim || i == axes->y_dim || i == axes->x_dim) continue;
        if (variable->size[i] == 1) continue;
        (void)ta_fail(err, TA_E_DATA, "%s: %s has %llu of %s",
                      ta_mdfile_path(variable->file), variable->name,
                      (unsigned long long)variable->size[i], variable->dim[i]);
        ta_error_mend(err, "take out one of them: ncks -d %s,0", variable->dim[i]);
        return TA_E_DATA;
    }
    return TA_OK;
}

enum ta_status ta_cube_axes_read(const struct ta_mdarray *variable,
                                 struct ta_cube_axes *out, struct ta_error *err)
{
    *out = (struct ta_cube_axes){.interval_s = NAN};
    enum ta_status rc = read_times(variable, out, err);
    if (rc == TA_OK) rc = read_places(variable, out, err);
    if (rc == TA_OK) rc = check_others(variable, out, err);
    if (rc != TA_OK) ta_cube_axes_free(out);
    return rc;
}

void ta_cube_axes_free(struct ta_cube_axes *axes)
{
    ta_free(axes->time);
    ta_free(axes->lon);
    ta_free(axes->lat);
    *axes = (struct ta_cube_axes){0};
}
