/* SPDX-License-Identifier: Apache-2.0 */
/** @file project.h  The project document: JSON after project.schema.json <-> struct
 * ta_project. */
#ifndef TA_BASE_PROJECT_H
#define TA_BASE_PROJECT_H

#include <jansson.h>

#include "base/field.h"
#include "base/text.h"
#include "terrassay/project.h"
#include "terrassay/status.h"

/** Fields of the document except `sites`, for adapters that bring the shapes themselves
 *  (GeoJSON properties, attribute rows). Unknown members, wrong types and units,
 * illegal ids and money are TA_E_DATA with the member's path and the mend. */
TA_NODISCARD enum ta_status ta_project_from_fields(const json_t *fields,
                                                   struct ta_project *out,
                                                   struct ta_error *err);
/** The same, and every member at fault is heard of: *out has the others, to be freed
 * (ta_project_free) whatever is returned. What has to hold between members is not asked:
 * ta_project_check_all().
 *  @return TA_OK; TA_E_DATA when anything was heard; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_project_faults(const json_t *fields,
                                              struct ta_project *out,
                                              struct ta_fault_hearer *hearer);
/** Bytes of the largest document. */
enum { TA_PROJECT_DOCUMENT_MOST = 256 * 1024 * 1024 };

/** The whole document. */
TA_NODISCARD enum ta_status ta_project_from_json(const json_t *document,
                                                 struct ta_project *out,
                                                 struct ta_error *err);
/** Canonical JSON document (sites as GeoJSON geometry, coordinates as given). */
TA_NODISCARD enum ta_status ta_project_to_json(const struct ta_project *project,
                                               struct ta_text *out,
                                               struct ta_error *err);
/** A site of which nothing is known yet: numbers NaN, days TA_DAY_NONE. */
void ta_site_init(struct ta_site *site);
void ta_project_free(struct ta_project *project);

void ta_polygons_free(struct ta_polygons *polygons);
TA_NODISCARD enum ta_status ta_polygons_copy(const struct ta_polygons *in,
                                             struct ta_polygons *out);
/** Box of all points; all NaN when empty. */
struct ta_box ta_polygons_box(const struct ta_polygons *polygons);
/** Box of one part. What lies between far parts, or between those on both sides of the antimeridian, is
 *  not in it. */
struct ta_box ta_polygons_part_box(const struct ta_polygons *polygons, size_t part);
/** SHA-256 over counts and coordinates (little-endian doubles). */
void ta_polygons_sha256(const struct ta_polygons *polygons, char hex[TA_HEX_SIZE]);

#endif
