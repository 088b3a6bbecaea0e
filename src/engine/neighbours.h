/* SPDX-License-Identifier: Apache-2.0 */
/** @file neighbours.h  Stations of one property near each other, held against each other.
 *
 *  Two are neighbours when they are of two devices, of one property and setting, both registered with
 *  a position, and no further apart than table `quality_limits` says (neighbour.h). Their hourly
 *  means are compared; what quality control failed is left out. A station counts as agreeing
 *  as well as at least half of its neighbours say. */
#ifndef TA_ENGINE_NEIGHBOURS_H
#define TA_ENGINE_NEIGHBOURS_H

#include "terrassay/indicator.h"
#include "terrassay/project.h"

struct ta_station {
    const struct ta_datastream *stream; /**< NULL: none */
    const char *unit;                   /**< of the series */
    const struct ta_series *series;     /**< ascending; n 0: none */
    const unsigned char *failed;        /**< [series->n] not 0: left out */
    /* what comes out */
    double
        agreement; /**< share of hours, 0 to 1; NaN: no neighbour, or too little in common */
    size_t with;    /**< place of the neighbour whose share it is */
    double km;      /**< to it */
    bool unchecked; /**< by a row that nobody has read against its source */
};

/** @return TA_OK; TA_E_NOMEM; TA_E_DATA when a row's unit does not become a station's */
TA_NODISCARD enum ta_status ta_neighbours_agree(const struct ta_table_set *tables,
                                                ta_day as_of, size_t n,
                                                struct ta_station *station,
                                                struct ta_error *err);

#endif
