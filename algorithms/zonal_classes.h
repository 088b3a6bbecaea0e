/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_classes.h  How much of a zone each of a few classes of cells takes. */
#ifndef TA_ZONAL_CLASSES_H
#define TA_ZONAL_CLASSES_H

#include "zonal.h"

enum { TA_ZONAL_CLASSES = 8 };

/** Add the weights of the cells of @p cut by class; integers, so any order is right.
 *  @param cls    of type TA_PIXEL_UINT8, each below TA_ZONAL_CLASSES; `valid` is not read
 *  @param weight in 1 / TA_WEIGHT_ONE of a cell */
void ta_zonal_classes(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                      const struct ta_zonal_pixels *cls,
                      ta_uint128 weight[TA_ZONAL_CLASSES]);

#endif
