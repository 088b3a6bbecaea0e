/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_private.h  What the files of verify share. */
#ifndef TA_ENGINE_VERIFY_PRIVATE_H
#define TA_ENGINE_VERIFY_PRIVATE_H

#include <jansson.h>

#include "base/text.h"
#include "engine/layer_pin.h"
#include "engine/verify.h"
#include "record/facts.h"

/** One run of ta_verify(). */
struct ta_verifying {
    struct ta_workspace *workspace;
    const struct ta_verify_request *request;
    struct ta_key_ring ring;
    struct ta_layer_cache layers;
    struct ta_verify_counts counts;
    json_t *
        far; /**< by a scene's document: was it read by ranges? NULL before the first */
    bool stopped;
};

/** One record under verification. */
struct ta_suspect {
    struct ta_envelope envelope;
    char *body; /**< owned */
    size_t size;
    bool readable; /**< facts could be read */
    bool damaged;  /**< a file or document it rests on is not as it was */
    struct ta_record_facts facts;
    size_t n_faults[2]; /**< by enum ta_verify_part */
};

enum { TA_EXPORT_MOST = 64 * 1024 * 1024 }; /**< bytes of an exported file */

void ta_suspect_free(struct ta_suspect *suspect);

/** Tell a fault of @p suspect (NULL: of the store). The format gives what was found. */
void ta_verify_tell(struct ta_verifying *v, struct ta_suspect *suspect,
                    enum ta_verify_part part, const char *field, const char *expected,
                    const char *format, ...) TA_PRINTF(6, 7);

/** Envelope, evidence files and documents; every fault is told. @param previous chain value of the
 *  record before; NULL when it is not there to compare with
 *  @return TA_OK, or TA_E_NOMEM, of which nobody is blamed */
TA_NODISCARD enum ta_status ta_verify_intact(struct ta_verifying *v,
                                             struct ta_suspect *suspect,
                                             const char *previous,
                                             struct ta_error *err);

/** Compute the record again unless what it rests on is damaged; count, and tell what became of it. */
TA_NODISCARD enum ta_status ta_verify_conclude(struct ta_verifying *v,
                                               struct ta_suspect *suspect,
                                               struct ta_error *err);
/** The export beside the record, where there is one, says the same. */
TA_NODISCARD enum ta_status ta_verify_export(struct ta_verifying *v,
                                             struct ta_suspect *suspect,
                                             struct ta_error *err);
/** No export is of a record that is not kept. */
TA_NODISCARD enum ta_status ta_verify_exports(struct ta_verifying *v,
                                              struct ta_error *err);
/** All records in order, and what the store shows of them; those of one project alone are
 *  otherwise only counted along. @return TA_E_NOTFOUND when the project has none. */
TA_NODISCARD enum ta_status ta_verify_chain(struct ta_verifying *v,
                                            struct ta_error *err);
TA_NODISCARD enum ta_status
ta_verify_project(struct ta_verifying *v, const char *project, struct ta_error *err);

/** Compute it again and compare. @return TA_OK with @p answer, or what kept us from trying (memory,
 *  input and output), so that no fault is blamed on the record. */
TA_NODISCARD enum ta_status ta_verify_again(struct ta_verifying *v,
                                            struct ta_suspect *suspect,
                                            enum ta_verify_answer *answer,
                                            size_t *n_unused, struct ta_error *err);

/** How many chips the record names, and of how many the scene was read by ranges, so that nobody here ever
 *  had its files whole: what cannot be read of scenes is not counted. */
void ta_verify_far(struct ta_verifying *v, const struct ta_suspect *suspect,
                   size_t *n_chips, size_t *n_far);

#endif
