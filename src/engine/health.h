/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  Are workspace, store, keys and datasets in order? Nothing is changed. */
#ifndef TA_ENGINE_HEALTH_H
#define TA_ENGINE_HEALTH_H

#include "base/health.h"
#include "terrassay/types.h"

/** Tables, models and words: those of @p datasets (may be NULL) and the embedded ones, as of
 *  @p date. */
void ta_datasets_health(const char *datasets, ta_day date,
                        const struct ta_health *health);

/** The workspace in @p folder: its form, its configuration, who works in it, room on the disk,
 *  every check of the store, scenes and products that are set aside, older versions of readings,
 *  projects whose data may no longer be used @p today or whose consent ends within 30 days, its
 *  keys. One that is not there is a note. */
void ta_workspace_health(const char *folder, const char *datasets, ta_day today,
                         const struct ta_health *health);

#endif
