/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_box.h"

#include <math.h>

/* "MultiPolygon" is four lists deep. */
enum { DEPTH_MOST = 5 };

static const struct ta_box nowhere = {NAN, NAN, NAN, NAN};

static bool is_on_earth(const struct ta_box *box)
{
    return fabs(box->x_min) <= 180.0 && fabs(box->x_max) <= 180.0 &&
           -90.0 <= box->y_min && box->y_min <= box->y_max && box->y_max <= 90.0;
}

bool ta_stac_box(const json_t *bbox, struct ta_box *out)
{
    size_t n = json_array_size(bbox), half = n / 2;
    *out = nowhere;
    if (n != 4 && n != 6) return false;
    for (size_t i = 0; i < n; i++)
        if (!json_is_number(json_array_get(bbox, i))) return false;
    const struct ta_box box = {json_number_value(json_array_get(bbox, 0)),
                               json_number_value(json_array_get(bbox, 1)),
                               json_number_value(json_array_get(bbox, half)),
                               json_number_value(json_array_get(bbox, half + 1))};
    if (is_on_earth(&box)) *out = box;
    return is_on_earth(&box);
}

static void widen(struct ta_box *box, double x, double y)
{
    box->x_min = fmin(box->x_min, x); /* of NaN and a number the number */
    box->x_max = fmax(box->x_max, x);
    box->y_min = fmin(box->y_min, y);
    box->y_max = fmax(box->y_max, y);
}

/* Positions of any geometry: lists of lists, the innermost of numbers. @return false for what is none */
static bool span(const json_t *list, int depth, struct ta_box *box)
{
    const json_t *x = json_array_get(list, 0), *y = json_array_get(list, 1);
    if (json_is_number(x) && json_is_number(y)) {
        widen(box, json_number_value(x), json_number_value(y));
        return true;
    }
    bool ok = json_array_size(list) > 0 && depth < DEPTH_MOST;
    for (size_t i = 0; ok && i < json_array_size(list); i++)
        ok = span(json_array_get(list, i), depth + 1, box);
    return ok;
}

/* What is wider than half the Earth may as well lie across the antimeridian. */
static bool box_of_geometry(const json_t *geometry, struct ta_box *out)
{
    struct ta_box box = nowhere;
    bool ok = span(json_object_get(geometry, "coordinates"), 0, &box) &&
              is_on_earth(&box) && box.x_max - box.x_min <= 180.0;
    if (ok) *out = box;
    return ok;
}

bool ta_stac_item_box(const json_t *item, struct ta_box *out)
{
    return ta_stac_box(json_object_get(item, "bbox"), out) ||
           box_of_geometry(json_object_get(item, "geometry"), out);
}
