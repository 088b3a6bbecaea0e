/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_dates.h  When a raster file was taken, from what stands beside it or in its name. */
#ifndef TA_ENGINE_ZONAL_DATES_H
#define TA_ENGINE_ZONAL_DATES_H

#include <stddef.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

/** Folders that were looked through, with their files' times. All zero is empty. */
struct ta_zonal_dates {
    size_t n_folders, folder_capacity;
    char **folder;
    size_t n, capacity;
    struct ta_zonal_date *file;
};

/** A file of a product. */
struct ta_zonal_date {
    char *path; /**< resolved */
    ta_time_us time;
};

/** The time of the product that holds the raster at @p path: a STAC item or an MTL in its folder, or
 *  the file's own name; TA_TIME_NONE when none says. @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_zonal_date_of(struct ta_zonal_dates *dates,
                                             const char *path, ta_time_us *out,
                                             struct ta_error *err);
void ta_zonal_dates_free(struct ta_zonal_dates *dates);

#endif
