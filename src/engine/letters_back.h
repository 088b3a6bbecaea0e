/* SPDX-License-Identifier: Apache-2.0 */
/** @file letters_back.h  Dead letters that were put away, among the others again. */
#ifndef TA_ENGINE_LETTERS_BACK_H
#define TA_ENGINE_LETTERS_BACK_H

#include "engine/workspace.h"

struct ta_letters_back {
    const char *file; /**< "FILE.dead" of journal/archive/dead */
    const char *reason;
    const char *who;
    ta_time_us now;
};

/** Move the file to journal/dead, where `ingest --replay` reads it. The audit log says so before; the file moves in one
 *  go, and its note goes last: interrupted anywhere, each letter stands in one place.
 *  @param letters in it. @return TA_OK; TA_E_NOTFOUND when no such file was put away; TA_E_USAGE for another name, or
 *  without a reason; TA_E_AGAIN; TA_E_PERMISSION, TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_engine_letters_back(struct ta_workspace *workspace,
                                                   const struct ta_letters_back *job,
                                                   size_t *letters,
                                                   struct ta_error *err);

#endif
