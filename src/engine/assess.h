/* SPDX-License-Identifier: Apache-2.0 */
/** @file assess.h  One record per project: evidence chosen, loaded, evaluated, sealed, kept.
 *
 *  Each record is one transaction with its documents, its level on the map and its line of the
 *  audit log; the export follows and is made up for by the next run when that is cut short.
 *  A project whose inputs give the record it has already gets no new one. */
#ifndef TA_ENGINE_ASSESS_H
#define TA_ENGINE_ASSESS_H

#include "base/data_use.h"
#include "engine/lasting.h"
#include "engine/workspace.h"
#include "terrassay/assessment.h"

enum ta_assess_result {
    TA_ASSESS_FAILED,
    TA_ASSESS_WRITTEN,
    TA_ASSESS_UNCHANGED,
    TA_ASSESS_SET_ASIDE /**< its data may not be used any more; what was written stands */
};

/** What became of one project. Borrowed for the call. */
struct ta_assess_outcome {
    const char *project;
    enum ta_assess_result result;
    const struct ta_error *error; /**< when it failed or was set aside */
    enum ta_data_use use;         /**< why it was set aside ... */
    ta_day use_until;             /**< ... and the last day of the use */
    const char *record;           /**< id of its record */
    const char *path;             /**< of the export, below the workspace */
    /** What stands beside its record as of that one's day; NULL when it failed, and where `unread` says why
     *  nobody knows. */
    const struct ta_lasting_answer *earlier;
    const struct ta_error *unread;
    const struct ta_assessment *assessment; /**< NULL when it failed or was set aside */
};

struct ta_assess_request {
    size_t n_projects; /**< 0: all */
    const char *const *project;
    ta_day as_of;      /**< evidence until 24:00 UTC of this day */
    const char *model; /**< as ta_rules_load() takes it */
    ta_time_us now;
    const char *who; /**< for the audit log */
    void *self;
    /** In byte order of the projects' ids, or as they were asked for. May be NULL. */
    void (*done)(void *self, const struct ta_assess_outcome *outcome);
    /** Before the first; may be NULL. */
    void (*begins)(void *self, size_t n_projects);
    /** Asked before each project; may be NULL. */
    bool (*stop)(void *self);
};

/** Assess. A project is set aside where the day of signing (by the clock of its country) or `as_of`
 *  lies past the last day on which its data may be used.
 *  @return TA_OK; TA_PARTLY when some of several projects failed, one was set aside, or it was stopped; the failure's
 *  own status when no project was assessed; TA_E_AGAIN when another program writes records here; TA_E_CONFIG without a
 *  key; why the model does not read. */
TA_NODISCARD enum ta_status ta_assess(struct ta_workspace *workspace,
                                      const struct ta_assess_request *request,
                                      struct ta_error *err);

/** Path of a record's export below the workspace: "records/PROJECT/ID.json". Owned (ta_free). */
char *ta_record_path(const char *project, const char *record);

#endif
