/* SPDX-License-Identifier: Apache-2.0 */
/** @file approve.h  A model approved and retired by a second person.
 *
 *  The second person signs with a key of their own, kept in a folder of their own. Its public
 *  part is copied into the workspace, so that anyone here can check the signature. */
#ifndef TA_ENGINE_APPROVE_H
#define TA_ENGINE_APPROVE_H

#include "engine/workspace.h"
#include "terrassay/model.h"

/** What the second person says; texts are borrowed. */
struct ta_model_verdict {
    const char *by, *role, *reason;
    ta_day on, until; /**< on <= date <= until; a retirement looks at `on` only */
    const char *keys; /**< folder of their keys; the newest that can sign is used */
    bool
        time_is_given; /**< `now` is somebody's word and not the clock's: the audit says so */
};

/** Approve the model whose file has these bytes (use credit; @p model is what they parse to) and
 *  keep the file in the store. The second person's key may not be one whose secret lies in the
 *  workspace: that one signs records.
 *  @param now   `on` may not be before its day: what was indicative then stays so. Nor may it be
 *               before the newest record was sealed or the approver's key was made
 *  @param out   the approval as it was signed
 *  @return TA_OK; TA_E_PERMISSION for the maker, a key of the workspace, a draft, or a model that
 *  is suspended or retired; TA_E_DATA without reason or end; TA_E_CONFIG without a key. */
TA_NODISCARD enum ta_status
ta_model_approve(struct ta_workspace *workspace, const struct ta_model *model,
                 const void *bytes, size_t size, const struct ta_model_verdict *verdict,
                 ta_time_us now, struct ta_approval_row *out, struct ta_error *err);

/** End all approvals of the model with @p sha256 after the day `on`. Also given by a second
 *  person with their key.
 *  @return as above; TA_E_NOTFOUND when no approval is in force on `on` or later */
TA_NODISCARD enum ta_status ta_model_retire(struct ta_workspace *workspace,
                                            const struct ta_model *model,
                                            const struct ta_model_verdict *verdict,
                                            ta_time_us now, struct ta_approval_row *out,
                                            struct ta_error *err);

#endif
