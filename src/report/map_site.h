/* SPDX-License-Identifier: Apache-2.0 */
/** @file map_site.h  A picture of a site as a map: outline, scale, north, date, legend. */
#ifndef TA_REPORT_MAP_SITE_H
#define TA_REPORT_MAP_SITE_H

#include "report/map_marks.h"
#include "report/picture.h"

struct ta_map_view {
    const struct ta_picture *picture;
    const struct ta_polygons *outline; /**< in pixels of the picture; NULL: none */
    const char *head;                  /**< date, say */
    const char *below;                 /**< clear share, say; NULL: nothing */
    const char *
        stamp; /**< on the picture itself: date and cloud, on one line or two; NULL: nothing */
    const struct ta_ramp *ramp; /**< legend of values; NULL: none */
    double range[2];            /**< of the legend */
    const char *unit_words;     /**< what the legend measures */
    bool simulated;
};

/** @return TA_OK, TA_E_NOMEM or TA_E_INTERNAL. */
TA_NODISCARD enum ta_status ta_map_site(const struct ta_speech *speech,
                                        const struct ta_map_view *view,
                                        struct ta_drawing *out, struct ta_error *err);

#endif
