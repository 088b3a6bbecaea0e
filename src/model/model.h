/* SPDX-License-Identifier: Apache-2.0 */
/** @file model.h  A scoring model's YAML file <-> struct ta_model; may it decide? */
#ifndef TA_MODEL_MODEL_H
#define TA_MODEL_MODEL_H

#include "terrassay/assessment.h"
#include "terrassay/model.h"
#include "terrassay/status.h"

/** Read a model of use credit (datasets/schema/model.schema.json says the form). Every
 *  complaint starts with name:line:column. Checked: unknown and missing keys, weights
 * that do not sum to 1, goalposts and plausible values against the indicator's range
 * and direction, parameters against its specification, opinions that get better with
 * less evidence or a worse level, one set of GWP in all of it, approvals by the model's
 * own maker.
 *  @param out owned by the caller: ta_model_free()
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_model_parse(const char *name, const char *bytes,
                                           size_t size, struct ta_model *out,
                                           struct ta_error *err);
/** Frees what it holds and clears it. */
void ta_model_free(struct ta_model *model);

/** One more approval, given outside the file (copied). The maker cannot approve.
 *  @return TA_OK; TA_E_PERMISSION for the maker, TA_E_ARG without a name or an end. */
TA_NODISCARD enum ta_status ta_model_add_approval(struct ta_model *model,
                                                  const struct ta_approval *approval,
                                                  struct ta_error *err);

/** Does the model say that the indicator does not apply to the project, by its sector and
 * technology? No for a project that does not state its sector. */
bool ta_model_excepts(const struct ta_model_item *item,
                      const struct ta_project *project);

/** Does the project owe the claim? Without a list everybody does. */
bool ta_model_owes(const struct ta_model_owed *owed, const struct ta_project *project);

/** Of whoever owes the item's claim, to claim nothing is silence, and no reason to leave the score.
 *  @return @p reason, or TA_CLIENT_SILENT in the place of TA_NOT_APPLICABLE */
enum ta_reason ta_model_silence(const struct ta_model_item *item,
                                const struct ta_project *project,
                                enum ta_reason reason);

/** Does it depend on a project's sector what the model asks of it? */
bool ta_model_by_sector(const struct ta_model *model);

/** Forget all approvals. Those that stand in a model's file are signed by nobody. */
void ta_model_drop_approvals(struct ta_model *model);

/** The approval in force on @p date, or NULL. */
const struct ta_approval *ta_model_approval(const struct ta_model *model, ta_day date);

/** May a record of @p date under this model be a decision? Its state must be approved
 * or in use, and an approval in force. Else *why (may be NULL) is
 * TA_INDICATIVE_MODEL_EXPIRED when all approvals have ended, otherwise
 * TA_INDICATIVE_MODEL_NOT_APPROVED. */
bool ta_model_decision_ok(const struct ta_model *model, ta_day date,
                          enum ta_indicative *why);

#endif
