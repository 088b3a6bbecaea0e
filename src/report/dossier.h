/* SPDX-License-Identifier: Apache-2.0 */
/** @file dossier.h  All that a report is made from, read from a workspace: the record, its
 *  envelope, the project as it was stated then, the records before it. */
#ifndef TA_REPORT_DOSSIER_H
#define TA_REPORT_DOSSIER_H

#include "engine/lasting.h"
#include "engine/workspace.h"
#include "report/facts.h"
#include "report/report.h"
#include "terrassay/project.h"
#include "terrassay/record.h"

enum { TA_DOSSIER_EARLIER = 12 };

/** An earlier record in a line. */
struct ta_earlier {
    char id[TA_HEX_SIZE];
    struct ta_facts facts;
};

/** A scene over one of the sites that could not be used, or not wholly. */
struct ta_aside {
    char id[TA_SCENE_SIZE]; /**< empty where no scene could be made of it */
    ta_time_us time;        /**< TA_TIME_NONE: not known */
    char reason[256];       /**< English; names the file of what has no id */
};

struct ta_dossier {
    const struct ta_workspace *workspace;
    char id[TA_HEX_SIZE];
    struct ta_envelope envelope;
    struct ta_facts facts;
    struct ta_project project; /**< as the record's document states it */
    bool has_project;
    bool shared;      /**< its page is for others: see share.h */
    size_t n_earlier; /**< newest first, at most TA_DOSSIER_EARLIER */
    struct ta_earlier earlier[TA_DOSSIER_EARLIER];
    bool earlier_cut;                 /**< there are more */
    struct ta_lasting_answer lasting; /**< what stands beside it as of its day */
    bool has_readings; /**< some of the project were taken in, of whatever days */
    /** As the workspace stands: set aside by the last refresh that met it, and not of after the
     *  record's date. */
    size_t n_aside;
    struct ta_aside *aside; /**< owned */
    size_t n_unplaced; /**< more, not used, of which nobody can tell where they lie */
};

/** @param out ended by ta_dossier_close(), also after failure
 *  @return TA_OK; TA_E_NOTFOUND; TA_E_DATA when the record is not what its id says or is
 *  broken; TA_E_NOMEM; what the store gave. */
TA_NODISCARD enum ta_status ta_dossier_open(const struct ta_workspace *workspace,
                                            const struct ta_report_request *request,
                                            struct ta_dossier *out,
                                            struct ta_error *err);
void ta_dossier_close(struct ta_dossier *dossier);

/** The site as the project states it; NULL without the document or the site. */
const struct ta_site *ta_dossier_site(const struct ta_dossier *dossier, int n);

/** Looks of its sites that the workspace holds of before @p from, each scene once: too old for the record's
 *  model. @return TA_OK; TA_E_NOMEM; what the store gave. */
TA_NODISCARD enum ta_status ta_dossier_older(const struct ta_dossier *dossier,
                                             ta_time_us from, size_t *n,
                                             struct ta_error *err);

/** Files of evidence that the record names, and those that are not what it names. */
struct ta_gone {
    size_t files;   /**< in all */
    size_t missing; /**< not here, or not to be read */
    size_t changed; /**< of other bytes than the record's */
};
/** Look at every one of them. @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_dossier_gone(const struct ta_dossier *dossier,
                                            struct ta_gone *out, struct ta_error *err);

/** Full path of a piece of evidence whose bytes still are those of the record, owned
 *  (ta_free). @return TA_OK; TA_E_NOTFOUND without a file; TA_E_DATA when it was changed;
 *  TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_dossier_evidence(const struct ta_dossier *dossier,
                                                const struct ta_fact_evidence *evidence,
                                                char **path, struct ta_error *err);

#endif
