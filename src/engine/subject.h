/* SPDX-License-Identifier: Apache-2.0 */
/** @file subject.h  A project as its document says it, and the hash of that document. */
#ifndef TA_ENGINE_SUBJECT_H
#define TA_ENGINE_SUBJECT_H

#include "terrassay/project.h"
#include "terrassay/store.h"

struct ta_subject {
    struct ta_project project;
    char *document; /**< canonical JSON */
    size_t size;
    char sha256[TA_HEX_SIZE];
};

/** The project as it is now. @param out ended by ta_subject_free() */
TA_NODISCARD enum ta_status ta_subject_load(const struct ta_store *store,
                                            const char *id, struct ta_subject *out,
                                            struct ta_error *err);
/** The project as it was when its document had that hash. */
TA_NODISCARD enum ta_status ta_subject_recall(const struct ta_store *store,
                                              const char *id, const char *sha256,
                                              struct ta_subject *out,
                                              struct ta_error *err);
void ta_subject_free(struct ta_subject *subject);

#endif
