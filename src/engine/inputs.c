/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/inputs.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "engine/inputs_private.h"
#include "engine/model_use.h"

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "inputs: out of memory");
}

void ta_inputs_free(struct ta_inputs *inputs)
{
    ta_room_free(&inputs->room);
    *inputs = (struct ta_inputs){.n = 0};
}

struct ta_input ta_input_missing(const char *name, enum ta_reason reason)
{
    return (struct ta_input){.name = name, .reason = reason, .number = NAN};
}

enum ta_status ta_evidence_file(const struct ta_workspace *workspace,
                                const struct ta_evidence_item *item, char **path,
                                struct ta_error *err)
{
    char sha256[TA_HEX_SIZE];
    if (!ta_evidence_path_ok(item->path))
        return ta_fail(err, TA_E_DATA,
                       "evidence %s: \"%s\" is no path below the workspace", item->id,
                       item->path);
    char *full = ta_workspace_path(workspace, item->path);
    if (full == NULL) return out_of_memory(err);
    enum ta_status rc = ta_sha256_file(full, sha256, err);
    if (rc == TA_OK && strcmp(sha256, item->sha256) != 0)
        rc = ta_fail(err, TA_E_DATA,
                     "%s: not the bytes that were pinned: SHA-256 is %s, not %s",
                     item->path, sha256, item->sha256);
    if (rc != TA_OK) {
        ta_error_context(err, "evidence %s", item->id);
        if (rc != TA_E_PERMISSION) ta_error_mend(err, "put the file back from a copy");
        ta_free(full);
        return rc;
    }
    *path = full;
    return TA_OK;
}

enum ta_status ta_gathered_rests_on(struct ta_inputs *inputs,
                                    struct ta_gathered *gathered, size_t i,
                                    struct ta_error *err)
{
    size_t at = gathered->n_evidence;
    while (at > 0 && gathered->evidence[at - 1] > i) at--;
    if (at > 0 && gathered->evidence[at - 1] == i) return TA_OK;

    size_t n = gathered->n_evidence;
    if ((n & (n + 1)) == 0) { /* 0, 1, 3, 7, ...: full */
        size_t *grown = ta_room_take(&inputs->room, 2 * n + 1, sizeof *grown);
        if (grown == NULL) return out_of_memory(err);
        if (n > 0) memcpy(grown, gathered->evidence, n * sizeof *grown);
        gathered->evidence = grown;
    }
    memmove(&gathered->evidence[at + 1], &gathered->evidence[at],
            (n - at) * sizeof *gathered->evidence);
    gathered->evidence[at] = i;
    gathered->n_evidence++;
    return TA_OK;
}

/* --- laying out --------------------------------------------------------------------- */

static enum ta_status lay_params(struct ta_room *room, const struct ta_model_part *part,
                                 struct ta_gathered *out, struct ta_error *err)
{
    const struct ta_indicator *indicator = part->indicator;
    out->n_params = indicator->n_params;
    out->param = ta_room_take(room, out->n_params, sizeof *out->param);
    if (out->param == NULL) return out_of_memory(err);
    for (size_t i = 0; i < out->n_params; i++) {
        const char *name = indicator->param[i].name;
        memcpy(out->param[i].name, name, strlen(name) + 1);
        out->param[i].value = ta_model_part_param(part, name);
    }
    return TA_OK;
}

static enum ta_status lay_set(struct ta_room *room,
                              const struct ta_indicator *indicator,
                              struct ta_input_set *out, struct ta_error *err)
{
    out->n_inputs = indicator->n_inputs;
    out->input = ta_room_take(room, out->n_inputs, sizeof *out->input);
    out->stream = ta_room_take(room, out->n_inputs, sizeof *out->stream);
    if (out->input == NULL || out->stream == NULL) return out_of_memory(err);
    for (size_t k = 0; k < out->n_inputs; k++)
        out->input[k] =
            ta_input_missing(indicator->input[k].name, TA_SOURCE_UNAVAILABLE);
    return TA_OK;
}

static enum ta_status lay_part(const struct ta_loading *loading, struct ta_room *room,
                               const struct ta_model_part *part,
                               struct ta_gathered *out, struct ta_error *err)
{
    out->indicator = part->indicator;
    out->n_sets = ta_inputs_sets(part->indicator, loading->project);
    out->set = ta_room_take(room, out->n_sets, sizeof *out->set);
    if (out->set == NULL) return out_of_memory(err);
    enum ta_status rc = lay_params(room, part, out, err);
    for (size_t s = 0; rc == TA_OK && s < out->n_sets; s++)
        rc = lay_set(room, part->indicator, &out->set[s], err);
    return rc;
}

static enum ta_status lay_out(const struct ta_loading *loading, struct ta_inputs *out,
                              struct ta_error *err)
{
    size_t n = ta_model_parts(loading->model);
    out->gathered = ta_room_take(&out->room, n, sizeof *out->gathered);
    if (out->gathered == NULL) return out_of_memory(err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const struct ta_model_part part = ta_model_part(loading->model, i);
        if (part.indicator == NULL)
            return ta_fail(err, TA_E_DATA,
                           "model %s: an indicator this program has not",
                           loading->model->id);
        rc = lay_part(loading, &out->room, &part, &out->gathered[i], err);
    }
    out->n = n;
    return rc;
}

enum ta_status ta_inputs_load(const struct ta_loading *loading, struct ta_inputs *out,
                              struct ta_error *err)
{
    enum ta_status rc = lay_out(loading, out, err);
    if (rc == TA_OK) rc = ta_inputs_project(loading, out, err);
    if (rc == TA_OK) rc = ta_inputs_imagery(loading, out, err);
    if (rc == TA_OK) rc = ta_inputs_readings(loading, out, err);
    if (rc == TA_OK) rc = ta_inputs_layer(loading, out, err);
    if (rc == TA_OK) rc = ta_inputs_statements(loading, out, err);
    return rc;
}
