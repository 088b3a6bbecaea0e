/* SPDX-License-Identifier: Apache-2.0 */
/** @file water_class.h  Class of surface water after GB 3838-2002, and the CCME index. */
#ifndef TA_ALGORITHMS_WATER_CLASS_H
#define TA_ALGORITHMS_WATER_CLASS_H

#include "terrassay/table.h"
#include "terrassay/types.h"

enum { TA_WATER_CLASS_WORST = 6 }; /* "inferior V" */

struct ta_water_item {
    int cls; /**< 1 to 5, 6 worse than V; 0 when the item is no limit of this water */
    bool known;     /**< the table has the item for one kind of water at least */
    bool unchecked; /**< a row that nobody has read against its source was used */
};

/** Class by one item.
 *  @param body  "river" or "lake": total phosphorus differs, total nitrogen is a limit of lakes
 *               and reservoirs only
 *  @param item  of the table surface_water_classes, or "ph", which passes (1) or fails (6)
 *  @param value mg/L (coliform: per litre) */
struct ta_water_item ta_water_class_of(const struct ta_table_set *tables,
                                       const char *body, const char *item, double value,
                                       ta_day date);

/** CCME Water Quality Index 1.0 (2001): 100 - sqrt(F1^2 + F2^2 + F3^2) / 1.732.
 *  @param scope     percent of variables that fail at least once
 *  @param frequency percent of tests that fail
 *  @param amplitude 0 to 100, by how much they fail */
double ta_ccme_index(double scope, double frequency, double amplitude);

#endif
