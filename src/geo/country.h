/* SPDX-License-Identifier: Apache-2.0 */
/** @file country.h  Does a shape lie where its country is? For hints only: the boxes are coarse. */
#ifndef TA_GEO_COUNTRY_H
#define TA_GEO_COUNTRY_H

#include "terrassay/geometry.h"

enum ta_country_hint {
    TA_COUNTRY_UNKNOWN, /**< no such code in country.def */
    TA_COUNTRY_INSIDE,  /**< some corner lies in the country's box */
    TA_COUNTRY_OUTSIDE,
    TA_COUNTRY_SWAPPED /**< outside, but inside with longitude and latitude exchanged */
};

/** @param country two capitals of ISO 3166-1
 *  @param shape   longitude, latitude */
enum ta_country_hint ta_country_hint(const char *country,
                                     const struct ta_polygons *shape);

#endif
