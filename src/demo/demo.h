/* SPDX-License-Identifier: Apache-2.0 */
/** @file demo.h  The main job on the sample portfolio, from nothing to reports, in a workspace of
 *  its own.
 *
 *  Every step is the one that a command of its own takes, and may be cut short at any point: the
 *  next run goes on, and a run after a whole one changes nothing. */
#ifndef TA_DEMO_DEMO_H
#define TA_DEMO_DEMO_H

#include "base/message.h"
#include "demo/cases.h"
#include "engine/assess.h"
#include "engine/workspace.h"

enum ta_demo_step {
    TA_DEMO_SIMULATE,
    TA_DEMO_IMPORT,
    TA_DEMO_LAYERS,
    TA_DEMO_REFRESH,
    TA_DEMO_INGEST,
    TA_DEMO_ASSESS,
    TA_DEMO_REPORT,
    TA_DEMO_PORTFOLIO,
    TA_DEMO_STEPS
};

/** Who hears of the run. Any may be NULL. Texts are borrowed for the call. */
struct ta_demo_listener {
    void *self;
    void (*begins)(void *self, enum ta_demo_step step, size_t total);
    void (*progress)(void *self, size_t done);
    /** The step came to @p words: counts, or what was set aside and why. */
    void (*told)(void *self, enum ta_demo_step step, const char *words);
    void (*assessed)(void *self, const struct ta_demo_case *of,
                     const struct ta_assess_outcome *outcome);
    bool (*stop)(void *self); /**< asked between items */
};

struct ta_demo {
    const char *
        samples; /**< folder of real samples; NULL: the cases that need them are left out */
    const char *who;
    ta_time_us now;
    const struct ta_messages *messages;
    const struct ta_demo_listener *listener;
};

/** Run it.
 *  @return TA_OK; TA_PARTLY when it was stopped, or a step was done in part; TA_E_CONFIG when the
 *  workspace holds other projects; what the first failing step returned. */
TA_NODISCARD enum ta_status ta_demo_run(struct ta_workspace *workspace,
                                        const struct ta_demo *demo,
                                        struct ta_error *err);

#endif
