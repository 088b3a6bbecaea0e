/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema.h  What the file is made of, as the migrations that make it. */
#ifndef TA_STORE_SCHEMA_H
#define TA_STORE_SCHEMA_H

#include <stddef.h>

/** Step `number` brings a file of step `number` - 1 to its own. Never edited once a
 * program with it is out: a change is a new step. */
struct ta_migration {
    const char *name;
    const char *const *sql; /**< NULL-ended */
};

/** Element i has number i + 1. */
extern const struct ta_migration ta_migrations[];
extern const int ta_migration_count;

extern const char *const ta_schema_gpkg[];
extern const char *const ta_schema_sites[];
extern const char *const ta_schema_style[];
extern const char *const ta_schema_evidence[];
extern const char *const ta_schema_record[];
extern const char *const ta_schema_layer[];
extern const char *const ta_schema_look[];
extern const char *const ta_schema_feed[];
extern const char *const ta_schema_filed[];
extern const char *const ta_schema_use[];
extern const char *const ta_schema_aside[];
extern const char *const ta_schema_shown[];
extern const char *const ta_schema_part[];
extern const char *const ta_schema_style_said[];

/** Model ("credit-3") and opinion of the record whose id is @p id; no row for what is no record of
 *  ours. */
#define TA_SHOWN_OF(id)                                                                \
    "(SELECT json_extract(b, '$.model.id') || '-' ||\n"                                \
    "    json_extract(b, '$.model.version'), json_extract(b, '$.opinion.value')\n"     \
    "  FROM (SELECT CAST(body AS TEXT) AS b FROM ta_record WHERE id = " id ")\n"       \
    "  WHERE json_valid(b))"

#endif
