/* SPDX-License-Identifier: Apache-2.0 */
/** @file import.h  Projects from a vector file: every row checked, then every good project handed on.
 *
 *  A row is one site. Rows with the same project id are the sites of one project and must not
 *  contradict each other; a row without a shape only adds what it says. A project of which one
 *  row is bad is set aside as a whole: half a project would look better than it is. */
#ifndef TA_GEO_IMPORT_H
#define TA_GEO_IMPORT_H

#include "terrassay/project.h"
#include "terrassay/status.h"

/** Something to tell about a row. Texts are borrowed for the call. */
struct ta_import_problem {
    bool set_aside; /**< the row did not go in; else only a note about one that did */
    size_t row;     /**< 1, 2, ... in the file's order; 0: the file as a whole */
    size_t line;    /**< where the row begins; 0 where the format has no lines */
    const char *project; /**< its id, "" when not known */
    const char *field;   /**< path or column, "" when not one of them */
    const char *reason;
    const char *mend; /**< may be "" */
    bool
        finding; /**< went in, and a person has to look at it: a note that is not passed over */
};

struct ta_import_options {
    const char *crs;   /**< as ta_crs_open() takes it; NULL: as the file declares */
    const char *layer; /**< NULL: the only one */
    ta_day today; /**< no balance, rate or consent is of a later day; 0: not known */
    void *self;   /**< handed to both below */
    /** A good project, borrowed. Any status but TA_OK ends the import with it. */
    enum ta_status (*on_project)(void *self, const struct ta_project *project,
                                 struct ta_error *err);
    void (*on_problem)(void *self,
                       const struct ta_import_problem *problem); /**< may be NULL */
};

struct ta_import_counts {
    size_t rows, rows_set_aside;
    size_t projects, projects_set_aside;
    size_t sites,
        mended; /**< of the projects handed on; mended: outlines changed to be valid */
    size_t resized; /**< of those mended: by more than TA_SHAPE_RESIZED of their area */
};

/** @return TA_OK; TA_PARTLY when rows were set aside and others went on, or an outline was resized;
 *  TA_E_DATA (exit 65) when the file was refused (a column is named almost as one that is read: the
 *  whole file would lose it) or no row was good; TA_E_LIMIT; what on_project returned; others as
 *  ta_vector_open(). Projects come in the order of their first rows. */
TA_NODISCARD enum ta_status ta_import_read(const char *path,
                                           const struct ta_import_options *options,
                                           struct ta_import_counts *counts,
                                           struct ta_error *err);

#endif
