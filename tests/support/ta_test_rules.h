/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_rules.h  What the properties of an assessment share: a shipped model, and how far an
 *  opinion carries a loan. */
#ifndef TA_TEST_RULES_H
#define TA_TEST_RULES_H

#include <stdio.h>

#include "engine/evaluate.h"
#include "engine/model_use.h"
#include "engine/rules.h"
#include "engine/workspace.h"

static struct ta_rules rules;

/* The shipped model @p name, of no workspace. */
static inline int rules_load(const char *name)
{
    const struct ta_workspace none = {.lock = -1};
    struct ta_error err = {0};
    if (ta_rules_load(&none, name, &rules, &err) == TA_OK) return 0;
    printf("%s\n", err.text);
    return -1;
}

static inline int rules_drop(void **state)
{
    (void)state;
    ta_rules_free(&rules);
    return 0;
}

/* A made-up world assessed by the model: open until rules_end(). */
struct rules_run {
    struct ta_project project;
    struct ta_inputs inputs;
    struct ta_evidence_list evidence;
    struct ta_evaluation evaluation;
};
/* What @p world has for the model's part @p i, in @p room. */
typedef void (*rules_give)(const void *world, struct ta_room *room, size_t i,
                           struct ta_gathered *out);

static inline void rules_assess(struct rules_run *run, const struct ta_project *project,
                                ta_day as_of, rules_give give, const void *world)
{
    struct ta_error err = {0};
    *run = (struct rules_run){.project = *project,
                              .inputs = {.n = ta_model_parts(&rules.model)}};
    struct ta_inputs *inputs = &run->inputs;
    inputs->gathered = ta_room_take(&inputs->room, inputs->n, sizeof *inputs->gathered);
    for (size_t i = 0; i < inputs->n; i++)
        give(world, &inputs->room, i, &inputs->gathered[i]);
    const struct ta_case given = {.project = &run->project,
                                  .project_sha256 = "",
                                  .model = &rules.model,
                                  .tables = &rules.set,
                                  .as_of = as_of,
                                  .previous_record = "",
                                  .previous_level = TA_LEVEL_COUNT,
                                  .evidence = &run->evidence,
                                  .inputs = inputs};
    if (ta_evaluate(&given, &run->evaluation, &err) != TA_OK) fail_msg("%s", err.text);
}

static inline void rules_end(struct rules_run *run)
{
    ta_evaluation_free(&run->evaluation);
    ta_room_free(&run->inputs.room);
}

/* Neither objection nor cannot say carries it. */
static inline int support(enum ta_opinion opinion)
{
    if (opinion == TA_OPINION_NO_OBJECTION) return 2;
    return opinion == TA_OPINION_CONDITIONS ? 1 : 0;
}

#endif
