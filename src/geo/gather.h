/* SPDX-License-Identifier: Apache-2.0 */
/** @file gather.h  Rows of a file gathered into the projects they speak of. */
#ifndef TA_GEO_GATHER_H
#define TA_GEO_GATHER_H

#include <jansson.h>

#include "terrassay/project.h"
#include "terrassay/status.h"

enum { TA_GATHER_PROJECTS_MAX = 5000000, TA_GATHER_SITES_MAX = 10000 };

struct ta_gathered {
    json_t *document; /* of all its rows, without sites */
    struct ta_site *site;
    size_t n_sites, room;
    size_t row, line;      /* of its first row */
    size_t rows, bad_rows; /* that name it; that were bad */
    size_t bad_row;        /* the first bad one; 0 while all are good */
    size_t mended;         /* outlines that were changed to be valid */
    size_t resized;        /* of those: by much of their area */
};

struct ta_gather {
    struct ta_gathered *project; /* in the order of their first rows */
    size_t n, room;
    json_t *index; /* id -> position */
};

TA_NODISCARD enum ta_status ta_gather_begin(struct ta_gather *gather,
                                            struct ta_error *err);
void ta_gather_end(struct ta_gather *gather);

/** The project @p id, made when it is new; borrowed until the next call.
 *  @return TA_OK, TA_E_LIMIT or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_gather_find(struct ta_gather *gather, const char *id,
                                           struct ta_gathered **out,
                                           struct ta_error *err);

/** Add what a row says; @p site, when it is not NULL, is taken over and left cleared.
 *  @return TA_OK; TA_E_DATA when the row contradicts an earlier one; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_gather_add(struct ta_gathered *project,
                                          const json_t *document, struct ta_site *site,
                                          struct ta_error *err);

/** Make the project of all its rows; its sites stay those of @p project. End it with
 *  ta_gather_release(). @return TA_OK, TA_E_DATA or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_gather_build(const struct ta_gathered *project,
                                            struct ta_project *out,
                                            struct ta_error *err);
void ta_gather_release(struct ta_project *built);

#endif
