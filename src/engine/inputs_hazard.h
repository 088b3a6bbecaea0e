/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_hazard.h  A hazard layer at a project's sites, as an indicator's inputs. */
#ifndef TA_ENGINE_INPUTS_HAZARD_H
#define TA_ENGINE_INPUTS_HAZARD_H

#include "engine/hazard_layer.h"
#include "terrassay/indicator.h"

enum { TA_HAZARD_PERIODS_MAX = 32 }; /* of maps; a record shows each one's damage */

/** Unit that the layer of this name is read in: "m/s" of cyclone_winds, else "m". */
const char *ta_hazard_unit(const char *name);

/** Rows "period" (years, ascending) and the indicator's own column ("depth" in m, "wind" in m/s) for
 *  all sites together. Events have "frequency" (a year) too, and their period is that of as much or
 *  more, from the strongest down. See ta_hazard_peaks().
 *  @param why set where there is no answer: no place near, or maps that contradict each other
 *  @return TA_OK; TA_E_DATA when a map cannot be read or the unit is none of the hazard's; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_hazard_rows(struct ta_hazard_layer *layer,
                                           const struct ta_project *project,
                                           const char *key, struct ta_room *room,
                                           struct ta_input *input, const char **why,
                                           struct ta_error *err);
/** "flood_depths.protection": years against which the sheet says the ground is protected. */
void ta_hazard_number(const struct ta_hazard_layer *layer, const char *key,
                      struct ta_input *input);
/** "flood_depths.scenario": the scenario and its year, in words. @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_hazard_text(const struct ta_hazard_layer *layer,
                                           const char *key, struct ta_room *room,
                                           struct ta_input *input,
                                           struct ta_error *err);

#endif
