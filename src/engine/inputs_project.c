/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_project.c  What the project document states. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/project.h"
#include "base/project_input.h"
#include "engine/inputs_private.h"

/* Where the project's own document stands; SIZE_MAX when it is not pinned. */
static size_t document_of(const struct ta_loading *loading)
{
    for (size_t i = 0; i < loading->evidence->n; i++) {
        const struct ta_evidence_item *item = &loading->evidence->item[i];
        if (item->kind == TA_EVIDENCE_DOCUMENT &&
            strcmp(item->id, loading->project->id) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* Amounts of two currencies cannot be set against each other: whoever reads the loan's name in a
 * reason is told which. */
static enum ta_status name_currencies(const struct ta_loading *loading,
                                      struct ta_inputs *out,
                                      struct ta_project_input *memory,
                                      struct ta_error *err)
{
    enum { ROOM = TA_ID_SIZE + TA_CURRENCIES_SIZE + 16 };
    const struct ta_project *project = loading->project;
    for (size_t i = 0; i < project->n_loans; i++) {
        char currencies[TA_CURRENCIES_SIZE];
        if (ta_loan_currencies(project, &project->loan[i], currencies) < 2) continue;
        char *name = ta_room_take(&out->room, ROOM, 1);
        if (name == NULL)
            return ta_fail(err, TA_E_NOMEM, "inputs of %s: out of memory", project->id);
        (void)snprintf(name, ROOM, "%s (%s)", project->loan[i].id, currencies);
        memory->name[i] = name;
    }
    return TA_OK;
}

static enum ta_status take(const struct ta_loading *loading,
                           const struct ta_input_spec *spec, struct ta_inputs *out,
                           struct ta_input *input, struct ta_error *err)
{
    struct ta_project_input memory = {0};
    enum ta_status rc =
        ta_project_input(loading->project, loading->as_of, spec, &memory, input, err);
    if (rc == TA_OK && strcmp(spec->key, "loans") == 0 && memory.name != NULL)
        rc = name_currencies(loading, out, &memory, err);
    bool value = memory.value == NULL || ta_room_keep(&out->room, memory.value) != NULL;
    bool name =
        memory.name == NULL || ta_room_keep(&out->room, (void *)memory.name) != NULL;
    if (rc == TA_OK && !(value && name))
        rc = ta_fail(err, TA_E_NOMEM, "inputs of %s: out of memory",
                     loading->project->id);
    return rc;
}

/* A figure that cannot become what the indicator reads is none for it; the others go on. */
static enum ta_status leave_out(struct ta_inputs *out, struct ta_gathered *gathered,
                                size_t k, struct ta_error *why)
{
    enum { ROOM = 240 };
    char *words = ta_room_take(&out->room, ROOM, 1);
    struct ta_input *input = &gathered->set[0].input[k];
    if (words == NULL) return ta_fail(why, TA_E_NOMEM, "inputs: out of memory");
    (void)snprintf(words, ROOM, "%.140s%s%.80s", why->text,
                   why->mend[0] != '\0' ? "; " : "", why->mend);
    *input = (struct ta_input){.name = gathered->indicator->input[k].name,
                               .reason = TA_SOURCE_UNAVAILABLE,
                               .number = (double)NAN};
    gathered->set[0].why = words;
    return TA_OK;
}

static enum ta_status fill(const struct ta_loading *loading, size_t document,
                           struct ta_inputs *out, struct ta_gathered *gathered,
                           struct ta_error *err)
{
    struct ta_error why = {0};
    enum ta_status rc = TA_OK;
    bool used = false;
    for (size_t k = 0; rc == TA_OK && k < gathered->indicator->n_inputs; k++) {
        const struct ta_input_spec *spec = &gathered->indicator->input[k];
        if (spec->origin != TA_FROM_PROJECT) continue;
        used = true;
        if (strncmp(spec->key, "datastream.", 11) == 0)
            continue; /* one per datastream */
        rc = take(loading, spec, out, &gathered->set[0].input[k], &why);
        if (rc == TA_E_DATA) rc = leave_out(out, gathered, k, &why);
        if (rc != TA_OK) return ta_fail_as(err, &why);
    }
    if (rc == TA_OK && used && document != SIZE_MAX)
        rc = ta_gathered_rests_on(out, gathered, document, err);
    return rc;
}

enum ta_status ta_inputs_project(const struct ta_loading *loading,
                                 struct ta_inputs *out, struct ta_error *err)
{
    size_t document = document_of(loading);
    if (document != SIZE_MAX)
        loading->evidence->item[document].simulated = loading->project->simulated;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < out->n; i++)
        rc = fill(loading, document, out, &out->gathered[i], err);
    return rc;
}
