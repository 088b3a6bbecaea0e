/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

const struct ta_migration ta_migrations[] = {
    {"GeoPackage", ta_schema_gpkg},
    {"projects, documents, evidence", ta_schema_evidence},
    {"layer of sites", ta_schema_sites},
    {"style of sites", ta_schema_style},
    {"records, approvals, audit log", ta_schema_record},
    {"layers", ta_schema_layer},
    {"looks", ta_schema_look},
    {"instruments and pledges", ta_schema_use},
    {"what was filed", ta_schema_filed},
    {"days of datastreams", ta_schema_feed},
    {"places of scenes set aside", ta_schema_aside},
    {"model and opinion of sites", ta_schema_shown},
    {"style of sites of which nobody can say", ta_schema_style_said},
    {"partitions of scenes", ta_schema_part},
};
const int ta_migration_count = sizeof ta_migrations / sizeof *ta_migrations;
