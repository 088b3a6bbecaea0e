/* SPDX-License-Identifier: Apache-2.0 */
/** @file import_hint.h  What is odd about a good project: told as notes, and it goes on. */
#ifndef TA_GEO_IMPORT_HINT_H
#define TA_GEO_IMPORT_HINT_H

#include "geo/gather.h"
#include "geo/import.h"

/** From this share of the smaller of two sites of one project on their overlap is told; below it
 *  outlines of neighbours, drawn with their errors, may cross. */
#define TA_HINT_SHARE_LEAST 0.01

/** From this area of a site on (ha) it is told: 1,000 km2. */
#define TA_HINT_LARGE_HA 100000.0

/** Tell of sites outside the country the project names or larger than almost any, of sites on the same land (share of the
 *  smaller, hectares), and of loans whose amounts stand in several currencies.
 *  @param gathered whose rows they are  @param project built of it
 *  @return TA_OK; as ta_overlap_find(). */
TA_NODISCARD enum ta_status ta_import_hints(const struct ta_import_options *options,
                                            const struct ta_gathered *gathered,
                                            const struct ta_project *project,
                                            struct ta_error *err);

#endif
