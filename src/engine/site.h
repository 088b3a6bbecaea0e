/* SPDX-License-Identifier: Apache-2.0 */
/** @file site.h  Projects and their sites out of the store. */
#ifndef TA_ENGINE_SITE_H
#define TA_ENGINE_SITE_H

#include "engine/workspace.h"

/** The project as it stands. @p out ended by ta_project_free(). @return TA_OK; TA_E_NOTFOUND; as
 *  the store. */
TA_NODISCARD enum ta_status ta_engine_project(struct ta_workspace *workspace,
                                              const char *id, struct ta_project *out,
                                              struct ta_error *err);
/** Take "project/n" apart. @return false when it is no site's id. */
bool ta_site_split(const char *id, char project[TA_ID_SIZE], int *n);
/** The site number @p n, or NULL. */
const struct ta_site *ta_project_site(const struct ta_project *project, int n);

#endif
