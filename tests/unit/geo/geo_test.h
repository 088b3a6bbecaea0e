/* SPDX-License-Identifier: Apache-2.0 */
/** @file geo_test.h  Shapes for the tests of src/geo. */
#ifndef GEO_TEST_H
#define GEO_TEST_H

#include "ta_test.h"

#include "base/project.h"
#include "geo/crs.h"
#include "geo/rings.h"

/** A shape from a text of numbers "x y, x y, ...": ';' begins the next ring, '|' the
 * next part. */
static inline struct ta_polygons drawn(const char *text)
{
    struct ta_rings rings = {0};
    struct ta_polygons out = {0};
    char after = '|';
    while (after != '\0') {
        char *end = NULL;
        if (after == '|') ta_rings_part(&rings);
        if (after == '|' || after == ';') ta_rings_ring(&rings);
        double x = strtod(text, &end);
        double y = strtod(end, &end);
        ta_rings_point(&rings, x, y);
        after = *end;
        text = end + (after != '\0');
    }
    if (ta_rings_take(&rings, &out, NULL) != TA_OK) fail_msg("no shape");
    return out;
}

static inline struct ta_transform opened(const char *from, const char *to)
{
    struct ta_error err = {0};
    struct ta_transform transform = {0};
    if (ta_crs_open(from, to, &transform, &err) != TA_OK)
        fail_msg("%s to %s: %s", from, to, err.text);
    return transform;
}

#endif
