/* SPDX-License-Identifier: Apache-2.0 */
/** @file evidence.h  Which evidence an assessment may look at, each piece pinned by its hash.
 *
 *  Chosen from the store for a date, or read back from a record: what follows is the same. Only
 *  what pins a piece is filled in here; what it says of itself (platform, mask, clear share,
 *  simulated) is filled in by whoever loads it, so that a record cannot claim otherwise. */
#ifndef TA_ENGINE_EVIDENCE_H
#define TA_ENGINE_EVIDENCE_H

#include "terrassay/assessment.h"
#include "terrassay/store.h"

struct ta_evidence_list {
    size_t n, capacity;
    struct ta_evidence_item *item; /**< by kind, site, time, id, processing */
};

/** What the evidence is for. */
struct ta_evidence_plan {
    const struct ta_project *project;
    const char *project_sha256; /**< of its document */
    const struct ta_model *model;
    ta_day as_of;
};

/** The project's document, the looks at its sites until 24:00 UTC of the date and as far back as
 *  the model's indicators ask, cut for the outlines as they are; looks that others supersede are
 *  left out, those that stand beside a newer processing marked (engine/take.h).
 *  @param out zeroed; ended by ta_evidence_free() */
TA_NODISCARD enum ta_status ta_evidence_choose(const struct ta_store *store,
                                               const struct ta_evidence_plan *plan,
                                               struct ta_evidence_list *out,
                                               struct ta_error *err);
void ta_evidence_free(struct ta_evidence_list *list);

/** One more piece, copied; the list is in order only after ta_evidence_sort(). */
TA_NODISCARD enum ta_status ta_evidence_add(struct ta_evidence_list *list,
                                            const struct ta_evidence_item *item,
                                            struct ta_error *err);
/** A sealed file of readings, of whatever project. @return TA_OK; TA_E_DATA for a path that leads out
 *  of the workspace; TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_evidence_add_partition(const struct ta_partition_row *row,
                          struct ta_evidence_list *out, struct ta_error *err);
void ta_evidence_sort(struct ta_evidence_list *list);
/** An item of which nothing is known: no site, no time, shares NaN. */
void ta_evidence_item_init(struct ta_evidence_item *item, enum ta_evidence_kind kind);

/** Is @p path relative and without "..", so that it stays below the workspace? */
bool ta_evidence_path_ok(const char *path);

#endif
