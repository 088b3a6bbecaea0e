/* SPDX-License-Identifier: Apache-2.0 */
/** @file project_fields.h  The members of a project document; project.schema.json says the
 *  same to others, and a test holds the two together. */
#ifndef TA_BASE_PROJECT_FIELDS_H
#define TA_BASE_PROJECT_FIELDS_H

#include "base/field.h"

extern const struct ta_shape ta_shape_project; /**< `sites` is its last field */
extern const struct ta_shape ta_shape_site;

#endif
