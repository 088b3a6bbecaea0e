/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/hazard_set.h"

#include <math.h>

#include "base/memory.h"

/* A whole array of one dimension. */
static enum ta_status read_line(const struct ta_mdfile *file, const char *name,
                                double **out, size_t *n, struct ta_error *err)
{
    struct ta_mdarray array = {0};
    enum ta_status rc = ta_mdarray_open(file, name, &array, err);
    if (rc != TA_OK) return rc;
    uint64_t start = 0, count = array.n_dims == 1 ? array.size[0] : 0;
    int64_t step = 1;
    if (array.n_dims != 1 || count > TA_MDARRAY_CELLS_MAX) {
        rc = ta_fail(err, array.n_dims != 1 ? TA_E_DATA : TA_E_LIMIT,
                     "%s: %s is no line of at most %d numbers", ta_mdfile_path(file),
                     name, TA_MDARRAY_CELLS_MAX);
    } else {
        *n = (size_t)count;
        *out = ta_alloc(*n, sizeof **out);
        rc = *out == NULL
                 ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", ta_mdfile_path(file))
                 : ta_mdarray_read(&array, &start, &count, &step, *out, err);
    }
    ta_mdarray_close(&array);
    return rc;
}

/** As it is read, before whole numbers are made whole. */
struct raw {
    double *first, *point;
    size_t n_first, n_point, n_intensity, n_frequency, n_lon, n_lat;
};

static enum ta_status broken(const char *path, const char *what, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "%s: %s", path, what);
    ta_error_mend(err, "write the hazard set again with its tool");
    return TA_E_DATA;
}

static bool whole_below(double value, double end)
{
    return value >= 0.0 && value < end && value == floor(value);
}

static bool rows_sound(const struct raw *r)
{
    if (r->n_first < 2 || r->first[0] != 0.0) return false;
    for (size_t i = 1; i < r->n_first; i++)
        if (!(r->first[i] >= r->first[i - 1]) || r->first[i] != floor(r->first[i]))
            return false;
    return r->first[r->n_first - 1] == (double)r->n_point;
}

static bool places_sound(const struct raw *r)
{
    for (size_t e = 0; e + 1 < r->n_first; e++)
        for (size_t i = (size_t)r->first[e]; i < (size_t)r->first[e + 1]; i++) {
            if (!whole_below(r->point[i], (double)r->n_lat)) return false;
            if (i > (size_t)r->first[e] && r->point[i] <= r->point[i - 1]) return false;
        }
    return true;
}

static bool numbers_sound(const struct ta_hazard_set *s, const struct raw *r)
{
    for (size_t i = 0; i < r->n_frequency; i++)
        if (!(s->frequency[i] > 0.0) || isinf(s->frequency[i])) return false;
    for (size_t i = 0; i < r->n_intensity; i++)
        if (!isfinite(s->intensity[i])) return false;
    for (size_t i = 0; i < r->n_lat; i++)
        if (!(fabs(s->lat[i]) <= 90.0) || !(fabs(s->lon[i]) <= 360.0)) return false;
    return true;
}

static enum ta_status check(const char *path, const struct ta_hazard_set *s,
                            const struct raw *r, struct ta_error *err)
{
    if (r->n_lon != r->n_lat || r->n_intensity != r->n_point ||
        r->n_frequency + 1 != r->n_first)
        return broken(path, "its arrays do not fit together", err);
    if (!rows_sound(r) || !places_sound(r))
        return broken(path, "its matrix is no compressed sparse rows in order", err);
    if (!numbers_sound(s, r))
        return broken(path, "a frequency, a place or an intensity is none", err);
    return TA_OK;
}

static enum ta_status make_whole(const char *path, const struct raw *r,
                                 struct ta_hazard_set *s, struct ta_error *err)
{
    s->first = ta_alloc(r->n_first, sizeof *s->first);
    s->point = ta_alloc(r->n_point, sizeof *s->point);
    if (s->first == NULL || s->point == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    for (size_t i = 0; i < r->n_first; i++) s->first[i] = (size_t)r->first[i];
    for (size_t i = 0; i < r->n_point; i++) s->point[i] = (uint32_t)r->point[i];
    s->points =
        (struct ta_hazard_points){r->n_frequency, r->n_lat, s->frequency, s->lon,
                                  s->lat,         s->first, s->point,     s->intensity};
    return TA_OK;
}

static enum ta_status read_all(const struct ta_mdfile *file, struct ta_hazard_set *s,
                               struct raw *r, struct ta_error *err)
{
    enum ta_status rc =
        read_line(file, "/intensity/indptr", &r->first, &r->n_first, err);
    if (rc == TA_OK)
        rc = read_line(file, "/intensity/indices", &r->point, &r->n_point, err);
    if (rc == TA_OK)
        rc = read_line(file, "/intensity/data", &s->intensity, &r->n_intensity, err);
    if (rc == TA_OK)
        rc = read_line(file, "/frequency", &s->frequency, &r->n_frequency, err);
    if (rc == TA_OK) rc = read_line(file, "/centroids/lon", &s->lon, &r->n_lon, err);
    if (rc == TA_OK) rc = read_line(file, "/centroids/lat", &s->lat, &r->n_lat, err);
    return rc;
}

enum ta_status ta_hazard_set_read(const char *path, struct ta_hazard_set *out,
                                  struct ta_error *err)
{
    struct ta_mdfile *file = NULL;
    struct ta_hazard_set s = {0};
    struct raw r = {0};
    enum ta_status rc = ta_mdfile_open(path, &file, err);
    if (rc == TA_OK) rc = read_all(file, &s, &r, err);
    if (rc == TA_OK) rc = check(path, &s, &r, err);
    if (rc == TA_OK) rc = make_whole(path, &r, &s, err);
    ta_mdfile_close(file);
    ta_free(r.first);
    ta_free(r.point);
    if (rc == TA_OK)
        *out = s;
    else
        ta_hazard_set_free(&s);
    return rc;
}

void ta_hazard_set_free(struct ta_hazard_set *set)
{
    ta_free(set->frequency);
    ta_free(set->lon);
    ta_free(set->lat);
    ta_free(set->intensity);
    ta_free(set->first);
    ta_free(set->point);
    *set = (struct ta_hazard_set){0};
}
