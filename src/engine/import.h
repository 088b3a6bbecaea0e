/* SPDX-License-Identifier: Apache-2.0 */
/** @file import.h  Projects into the workspace, out of it, and what stands there. */
#ifndef TA_ENGINE_IMPORT_H
#define TA_ENGINE_IMPORT_H

#include "engine/workspace.h"
#include "geo/import.h"
#include "terrassay/assessment.h"

struct ta_project_import {
    const char *path;
    const char *crs, *layer; /**< as ta_import_options */
    const char *who;         /**< goes into the audit log */
    ta_time_us now;
    /** Whose rows are the names of declared fuels and grids; NULL: any name of these is taken for known. */
    const struct ta_table_set *tables;
    void *self;
    void (*problem)(void *self,
                    const struct ta_import_problem *problem); /**< may be NULL */
    /** What became of a good project; may be NULL. It stands only once the import has ended well. */
    void (*put)(void *self, const char *id, enum ta_put how);
};

struct ta_project_imported {
    struct ta_import_counts counts;
    size_t added, updated, unchanged;
    /** The same parcel, instrument or pledge behind two loans: pairs with a project of the file,
     *  each once. */
    size_t n_findings;
    struct ta_finding *finding; /**< owned (ta_free) */
};

/** Import a file of projects: all rows are checked before anything is written; good projects go in
 *  whole, in one change of the store, with their audit lines; what is there already as it is stays
 *  untouched.
 *  @return TA_OK; TA_PARTLY when rows were set aside and the rest went in; TA_E_AGAIN while another
 *  program imports; as ta_import_read() and the store: then nothing went in. */
TA_NODISCARD enum ta_status ta_engine_import(struct ta_workspace *workspace,
                                             const struct ta_project_import *import,
                                             struct ta_project_imported *out,
                                             struct ta_error *err);

/** Take a project off the list and the map. Its documents, chips and records stay. */
TA_NODISCARD enum ta_status ta_engine_project_remove(struct ta_workspace *workspace,
                                                     const char *id, const char *who,
                                                     ta_time_us now,
                                                     struct ta_error *err);

/** A project as lists show it. Borrowed for the call. */
struct ta_project_shown {
    const struct ta_project *project;
    double area_m2;           /**< of all its sites */
    char level[TA_NAME_SIZE]; /**< of its latest record; empty while there is none */
    bool level_found;         /**< as ta_level_found() */
    double score;             /**< NaN while there is none */
    const char *opinion;      /**< its code; NULL while there is none */
    double lo, hi;            /**< bounds of the score; NaN while there is none */
    char record[TA_HEX_SIZE];
};
/** All projects by id. Any status but TA_OK of @p each ends the list with it. */
TA_NODISCARD enum ta_status ta_engine_projects(
    struct ta_workspace *workspace,
    enum ta_status (*each)(void *self, const struct ta_project_shown *shown,
                           struct ta_error *err),
    void *self, struct ta_error *err);
/** One project in that form. @p project is ended by the caller (ta_project_free). */
TA_NODISCARD enum ta_status ta_engine_project_show(struct ta_workspace *workspace,
                                                   const char *id,
                                                   struct ta_project *project,
                                                   struct ta_project_shown *out,
                                                   struct ta_error *err);

#endif
