/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_grid.h"

#include <math.h>

static const double cells_most = 1e9;

/* @return false for anything but that many numbers, or more where @p more is given */
static bool numbers_of(const json_t *object, const char *key, size_t n, size_t more,
                       double *out)
{
    const json_t *list = json_object_get(object, key);
    size_t size = json_array_size(list);
    if (size != n && size != more) return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *number = json_array_get(list, i);
        if (!json_is_number(number)) return false;
        out[i] = json_number_value(number);
    }
    return true;
}

static bool is_count(double number)
{
    return number >= 1.0 && number <= cells_most && number == floor(number);
}

static bool read_shape(const json_t *object, struct ta_stated_grid *out)
{
    double shape[2];
    if (!numbers_of(object, "proj:shape", 2, 2, shape) || !is_count(shape[0]) ||
        !is_count(shape[1]))
        return false;
    out->rows = (int64_t)shape[0];
    out->cols = (int64_t)shape[1];
    return true;
}

/* x = a col + b row + c, y = d col + e row + f: [a, b, c, d, e, f], then perhaps 0, 0, 1. */
static bool read_transform(const json_t *object, struct ta_stated_grid *out)
{
    double t[6];
    if (!numbers_of(object, "proj:transform", 6, 9, t)) return false;
    for (int i = 0; i < 6; i++)
        if (!isfinite(t[i])) return false;
    if (t[0] * t[4] - t[1] * t[3] == 0.0) return false;
    const double affine[6] = {t[2], t[0], t[1], t[5], t[3], t[4]};
    for (int i = 0; i < 6; i++) out->affine[i] = affine[i];
    out->placed = true;
    return true;
}

void ta_stac_grid(const json_t *asset, const json_t *properties,
                  struct ta_stated_grid *out)
{
    *out = (struct ta_stated_grid){.rows = 0};
    bool shaped = read_shape(asset, out), placed = read_transform(asset, out);
    out->own = shaped || placed;
    if (out->own) return;
    (void)read_shape(properties, out);
    (void)read_transform(properties, out);
}
