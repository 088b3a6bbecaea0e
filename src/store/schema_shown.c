/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_shown.c  Under which model a site's level is shown, and with which opinion.
 *
 *  A level by itself would be read as found, and as one of the bank's own model.
 *
 *  size: table */
#include "store/schema.h"

const char *const ta_schema_shown[] = {
    "ALTER TABLE sites ADD COLUMN model TEXT",
    "ALTER TABLE sites ADD COLUMN opinion TEXT",
    "UPDATE sites SET (model, opinion) = " TA_SHOWN_OF(
        "sites.record_id") "\n"
                           "  WHERE record_id IS NOT NULL",
    0};
