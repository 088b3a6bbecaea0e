/* SPDX-License-Identifier: Apache-2.0 */
/** @file run.h  One run of the demo, shared by its steps. */
#ifndef TA_DEMO_RUN_H
#define TA_DEMO_RUN_H

#include "base/text.h"
#include "demo/demo.h"

struct ta_run {
    struct ta_workspace *workspace;
    const struct ta_demo *demo;
    char *folder; /**< full path of the demo's own folder */
    bool partly;  /**< stopped, or something was set aside */
    struct ta_error *err;
};

void ta_run_begins(const struct ta_run *run, enum ta_demo_step step, size_t total);
void ta_run_progress(const struct ta_run *run, size_t done);
/** Ends @p words. */
void ta_run_told(const struct ta_run *run, enum ta_demo_step step,
                 struct ta_text *words);
bool ta_run_stopped(struct ta_run *run);
/** Full path of @p below the demo's folder, owned (ta_free); NULL when out of memory. */
char *ta_run_path(const struct ta_run *run, const char *below);
enum ta_status ta_run_no_memory(struct ta_run *run);

/* The steps. */
TA_NODISCARD enum ta_status ta_run_simulate(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_import(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_layers(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_refresh(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_ingest(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_assess(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_report(struct ta_run *run);
TA_NODISCARD enum ta_status ta_run_portfolio(struct ta_run *run);

#endif
