/* SPDX-License-Identifier: Apache-2.0 */
/** @file material.h  What the demo works on, as files below its folder: the portfolio, feeds with
 *  their mappings, an item beside a real file that has none, and what is true.
 *
 *      FOLDER/portfolio/...    FOLDER/readings/...    FOLDER/olinda/...    FOLDER/truth.json
 *
 *  Files that stand already with these bytes are left alone. */
#ifndef TA_DEMO_MATERIAL_H
#define TA_DEMO_MATERIAL_H

#include <stdbool.h>

#include "terrassay/status.h"

/** @param datasets stands before the embedded datasets; NULL: none does
 *  @param samples  folder of real samples; NULL: none */
TA_NODISCARD enum ta_status ta_demo_material(const char *folder, const char *datasets,
                                             const char *samples, struct ta_error *err);

/** Are all samples below @p folder? *missing is the name of the first that is not. */
bool ta_demo_samples_there(const char *folder, const char **missing);

#endif
