/* SPDX-License-Identifier: Apache-2.0 */
/** @file approvals.h  The approvals of a model that a record counts on, pinned like evidence.
 *
 *  An approval may be given later and name an earlier day. So that a record comes out again, the
 *  approvals that were there when it was made are kept as a document and named in it. */
#ifndef TA_ENGINE_APPROVALS_H
#define TA_ENGINE_APPROVALS_H

#include "engine/evidence.h"
#include "record/keys.h"

/** Id of that document among a record's evidence: "approvals/" and the model's hash. */
#define TA_APPROVALS_PREFIX "approvals/"

/** The store's approvals and retirements of @p model whose signatures hold, as canonical JSON;
 *  empty (NULL bytes) when there is none. Owned (ta_free). */
TA_NODISCARD enum ta_status ta_approvals_gather(const struct ta_store *store,
                                                const struct ta_key_ring *ring,
                                                const struct ta_model *model,
                                                char **bytes, size_t *size,
                                                struct ta_error *err);

/** Add the approvals of such a document to @p model, each checked again and cut by retirements
 *  given after it. With one at least, a model developed or validated is approved.
 *  @return TA_OK; TA_E_DATA for one that is of another model, or whose signature does not hold;
 *  TA_E_PERMISSION for one by the model's maker. */
TA_NODISCARD enum ta_status ta_approvals_apply(const char *bytes, size_t size,
                                               const struct ta_key_ring *ring,
                                               struct ta_model *model,
                                               struct ta_error *err);

/** Pin the document's @p bytes in @p list. */
TA_NODISCARD enum ta_status ta_approvals_pin(const struct ta_model *model,
                                             const char *bytes, size_t size,
                                             struct ta_evidence_list *list,
                                             struct ta_error *err);

#endif
