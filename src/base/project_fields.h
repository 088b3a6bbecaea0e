/* SPDX-License-Identifier: Apache-2.0 */
/** @file project_fields.h  The members of a project document; project.schema.json says the
 *  same to others, and a test holds the two together. */
#ifndef TA_BASE_PROJECT_FIELDS_H
#define TA_BASE_PROJECT_FIELDS_H

#include "base/field.h"

/** The greatest declared figure in whatever unit, limit, and value of an instrument's own range; below
 *  zero likewise. What reads one holds it to a range of its own: project_range.h */
#define TA_FIGURE_MOST 1e18
#define TA_LIMIT_MOST 1e9
#define TA_INSTRUMENT_MOST 1e12

extern const struct ta_shape ta_shape_project; /**< `sites` is its last field */
extern const struct ta_shape ta_shape_site;

#endif
