/* SPDX-License-Identifier: Apache-2.0 */
/** @file statement_import.h  Statements of third parties into the workspace, by a mapping file. */
#ifndef TA_ENGINE_STATEMENT_IMPORT_H
#define TA_ENGINE_STATEMENT_IMPORT_H

#include "engine/import.h"
#include "engine/statement_list.h"

struct ta_statement_import {
    const char *path, *mapping; /**< CSV; YAML (statement_mapping.h) */
    const char *who;
    ta_time_us now;
    void *self;
    void (*problem)(void *self,
                    const struct ta_import_problem *problem); /**< may be NULL */
};

struct ta_statement_imported {
    size_t rows, set_aside, statements; /**< statements: rows that went in */
    size_t projects, changed;           /**< of which changed */
};

/** Import a file. A bad row is told with row, field, reason and mend, and the rest goes in, in one
 *  change of the store. The same file again changes nothing.
 *  @return TA_OK; TA_PARTLY when rows were set aside; TA_E_DATA for a file or mapping that cannot be
 *  read, and when no row is good; TA_E_LIMIT; as the store. */
TA_NODISCARD enum ta_status
ta_engine_statements_import(struct ta_workspace *workspace,
                            const struct ta_statement_import *import,
                            struct ta_statement_imported *out, struct ta_error *err);

/** The current lists of one project, or of all when @p project is NULL, by project, what they are
 *  about and id. Any status but TA_OK of @p each ends it with that. */
TA_NODISCARD enum ta_status ta_engine_statements(
    struct ta_workspace *workspace, const char *project,
    enum ta_status (*each)(void *self, const struct ta_statement_list *list,
                           const char *sha256, struct ta_error *err),
    void *self, struct ta_error *err);

#endif
