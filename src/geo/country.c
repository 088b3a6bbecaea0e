/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/country.h"

#include <string.h>

static const struct country {
    char code[3];
    short west, south, east, north;
} countries[] = {
#define X(code, west, south, east, north) {#code, west, south, east, north},
#include "geo/country.def"
#undef X
};

static bool holds(const struct country *country, double lon, double lat)
{
    bool wraps = country->west > country->east;
    bool between = wraps ? lon >= country->west || lon <= country->east
                         : lon >= country->west && lon <= country->east;
    return between && lat >= country->south && lat <= country->north;
}

static bool holds_some(const struct country *country, const struct ta_polygons *shape,
                       bool swapped)
{
    for (size_t i = 0; i < shape->n_points; i++) {
        const double *xy = shape->xy + 2 * i;
        if (holds(country, xy[swapped ? 1 : 0], xy[swapped ? 0 : 1])) return true;
    }
    return false;
}

enum ta_country_hint ta_country_hint(const char *country,
                                     const struct ta_polygons *shape)
{
    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
        if (strcmp(countries[i].code, country) != 0) continue;
        if (holds_some(&countries[i], shape, false)) return TA_COUNTRY_INSIDE;
        return holds_some(&countries[i], shape, true) ? TA_COUNTRY_SWAPPED
                                                      : TA_COUNTRY_OUTSIDE;
    }
    return TA_COUNTRY_UNKNOWN;
}
