/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_rules.h  What the properties of an assessment share: a shipped model, and how far an
 *  opinion carries a loan. */
#ifndef TA_TEST_RULES_H
#define TA_TEST_RULES_H

#include <stdio.h>

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

/* Neither objection nor cannot say carries it. */
static inline int support(enum ta_opinion opinion)
{
    if (opinion == TA_OPINION_NO_OBJECTION) return 2;
    return opinion == TA_OPINION_CONDITIONS ? 1 : 0;
}

#endif
