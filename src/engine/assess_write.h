/* SPDX-License-Identifier: Apache-2.0 */
/** @file assess_write.h  A project's newest record up to a date, and the next one written.
 *
 *  A record stands after the newest of its own date or an earlier one: what was assessed for a later
 *  date, though written before, is neither what it corrects nor a measure for its hysteresis. */
#ifndef TA_ENGINE_ASSESS_WRITE_H
#define TA_ENGINE_ASSESS_WRITE_H

#include "engine/rules.h"
#include "engine/subject.h"
#include "engine/workspace.h"
#include "terrassay/assessment.h"

/** What a record stands after. */
struct ta_record_place {
    char previous[TA_HEX_SIZE]; /**< empty when it is the project's first */
    /** Of that record when it was under the same model, else TA_LEVEL_COUNT: levels of another
     *  model are no measure for this one's hysteresis. */
    enum ta_level level;
};

/** A project's newest record up to a date; body NULL when it has none. */
struct ta_record_kept {
    struct ta_envelope envelope;
    char *body;
    size_t size;
    struct ta_record_place before; /**< what it stands after */
    struct ta_record_place after;  /**< what the next one will stand after */
};

TA_NODISCARD enum ta_status ta_record_newest(const struct ta_store *store,
                                             const char *project, ta_day as_of,
                                             const char *model_sha256,
                                             struct ta_record_kept *out,
                                             struct ta_error *err);
/** The place after record @p previous ("" for none). */
TA_NODISCARD enum ta_status ta_record_place_after(const struct ta_store *store,
                                                  const char *previous,
                                                  const char *model_sha256,
                                                  struct ta_record_place *out,
                                                  struct ta_error *err);
void ta_record_kept_free(struct ta_record_kept *kept);

struct ta_record_write {
    struct ta_workspace *workspace;
    const struct ta_key_ring *ring;
    const struct ta_rules *rules;
    const struct ta_subject *subject;
    const char *approvals; /**< NULL when there are none */
    size_t approvals_size;
    const struct ta_assessment *assessment;
    const struct ta_text *body;
    ta_time_us now;
    const char *who;
};

/** Seal and keep, in one transaction; then export. */
TA_NODISCARD enum ta_status ta_record_write(const struct ta_record_write *write,
                                            struct ta_envelope *out,
                                            struct ta_error *err);
/** Write the export, or only @p again when it is not there. */
TA_NODISCARD enum ta_status ta_record_export(const struct ta_workspace *workspace,
                                             const char *project,
                                             const struct ta_envelope *envelope,
                                             const char *body, size_t size, bool again,
                                             struct ta_error *err);

#endif
