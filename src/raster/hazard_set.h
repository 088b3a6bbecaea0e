/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_set.h  Hazard sets of points in HDF5 as CLIMADA writes them: the matrix of intensity
 *  in compressed sparse rows, frequencies, and the centroids' places. */
#ifndef TA_RASTER_HAZARD_SET_H
#define TA_RASTER_HAZARD_SET_H

#include "hazard_points.h"
#include "raster/mdarray.h"

/** Owned; ended by ta_hazard_set_free(). */
struct ta_hazard_set {
    struct ta_hazard_points points; /**< points into the arrays below */
    double *frequency, *lon, *lat, *intensity;
    size_t *first;
    uint32_t *point;
};

/** Read /intensity/{data,indices,indptr}, /frequency and /centroids/{lon,lat}.
 *  @return TA_OK; TA_E_NOTFOUND; TA_E_DATA when they do not fit together, an index lies outside, places
 *          of an event do not ascend, a frequency is not above 0 or an intensity is not finite;
 *          TA_E_LIMIT above TA_MDARRAY_CELLS_MAX values; TA_E_NOMEM. */
TA_NODISCARD enum ta_status
ta_hazard_set_read(const char *path, struct ta_hazard_set *out, struct ta_error *err);
void ta_hazard_set_free(struct ta_hazard_set *set);

#endif
