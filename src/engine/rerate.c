/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/rerate.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "engine/applicable.h"
#include "engine/model_use.h"
#include "model/model.h"
#include "record/codes.h"
#include "scoring.h"

struct ta_standing ta_standing_of(const struct ta_figures *f)
{
    return (struct ta_standing){.level = f->level,
                                .level_hi = f->level_hi,
                                .score = f->score,
                                .lo = f->lo,
                                .hi = f->hi,
                                .observed_weight = f->observed_weight,
                                .opinion = f->opinion,
                                .gate_open = ta_figures_gate_open(f)};
}

bool ta_standing_found(const struct ta_standing *s)
{
    return s->opinion != TA_OPINION_CANNOT_SAY || s->gate_open;
}

enum ta_basis ta_standing_basis(const struct ta_standing *s)
{
    if (s->observed_weight == 0.0 || !ta_standing_found(s))
        return TA_BASIS_NOT_OBSERVED;
    return s->level_hi == s->level ? TA_BASIS_OBSERVED : TA_BASIS_IN_PART;
}

const char *ta_standing_code(const struct ta_standing *standing)
{
    return ta_standing_found(standing) ? ta_level_code(standing->level) : "cannot_say";
}

const char *ta_basis_code(enum ta_basis basis)
{
    static const char *const code[TA_BASIS_COUNT] = {"observed", "in_part",
                                                     "not_observed"};
    return code[basis];
}

/* Was the value computed with the parameters that the model sets? */
static bool same_params(const struct ta_figures_indicator *stored,
                        const struct ta_model_part *part)
{
    const struct ta_indicator *indicator = stored->indicator;
    for (size_t k = 0; k < indicator->n_params; k++)
        if (stored->param[k] != ta_model_part_param(part, indicator->param[k].name))
            return false;
    return true;
}

/* The stored answer, or none. */
static struct ta_result result_of(const struct ta_model *model, size_t i,
                                  const struct ta_figures *figures, size_t *n_missing)
{
    struct ta_model_part part = ta_model_part(model, i);
    const struct ta_figures_indicator *stored =
        ta_figures_of(figures, part.indicator->id);
    struct ta_result out = {.value = (double)NAN,
                            .lo = (double)NAN,
                            .hi = (double)NAN,
                            .reason = TA_SOURCE_UNAVAILABLE};
    if (stored == NULL || stored->excepted || !same_params(stored, &part)) {
        (*n_missing)++;
        return out;
    }
    out.value = stored->value;
    out.lo = stored->lo;
    out.hi = stored->hi;
    out.reason = stored->reason;
    out.gate = stored->gate;
    out.grade = stored->grade;
    out.unseen_share = stored->unseen_share;
    return out;
}

/* The project as far as a model's word on sectors asks. */
static struct ta_project subject_of(const struct ta_figures *f)
{
    return (struct ta_project){
        .sector_scheme = f->sector_scheme[0] != '\0' ? f->sector_scheme : NULL,
        .sector_code = f->sector_code[0] != '\0' ? f->sector_code : NULL,
        .technology = f->technology};
}

/* A record under this very model says it itself: it knew the datastreams. */
static bool is_excepted(const struct ta_model *model, size_t i,
                        const struct ta_figures *f, const struct ta_project *project)
{
    if (strcmp(f->model_sha256, model->sha256) != 0)
        return ta_model_excepts(&model->item[i], project);
    const struct ta_figures_indicator *stored =
        ta_figures_of(f, model->item[i].indicator);
    return stored != NULL && stored->excepted;
}

/* All that one rating needs, in one room. */
struct rating {
    const struct ta_model *model; /* as it stands */
    struct ta_model narrowed;
    struct ta_room room;
    size_t n; /* items and gates */
    struct ta_result *result, *sorted;
};

static bool take_rooms(struct rating *r)
{
    r->n = r->model->n_items + r->model->n_gates;
    r->result = ta_room_take(&r->room, r->n, sizeof *r->result);
    r->sorted = ta_room_take(&r->room, r->n, sizeof *r->sorted);
    return r->result != NULL && r->sorted != NULL;
}

/* Does the item count? What it lacks of the record counts among the missing. */
static bool item_applies(struct rating *r, size_t i, const struct ta_figures *f,
                         const struct ta_project *project, size_t *n_missing)
{
    size_t lacks = 0;
    struct ta_result *out = &r->result[i];
    *out = result_of(r->model, i, f, &lacks);
    if (out->reason != TA_OBSERVED && is_excepted(r->model, i, f, project))
        return false;
    out->reason = ta_model_silence(&r->model->item[i], project, out->reason);
    *n_missing += lacks;
    return out->reason != TA_NOT_APPLICABLE;
}

/* A claim that was made has an answer, or a reason of its own for having none. */
static bool claims(const struct ta_figures_indicator *stored)
{
    return stored != NULL && stored->indicator->claim != NULL &&
           stored->reason != TA_NOT_APPLICABLE && stored->reason != TA_CLIENT_SILENT;
}

/* Is the gate asked? Of whoever owes the claim, or made it. */
static bool gate_applies(struct rating *r, size_t g, const struct ta_figures *f,
                         const struct ta_project *project, size_t *n_missing)
{
    const struct ta_model_gate *gate = &r->model->gate[g];
    size_t i = r->model->n_items + g, lacks = 0;
    r->result[i] = result_of(r->model, i, f, &lacks);
    if (!ta_model_owes(&gate->owed_by, project) &&
        !claims(ta_figures_of(f, gate->indicator)))
        return false;
    *n_missing += lacks;
    return true;
}

static bool narrow(struct rating *r, const struct ta_figures *f, size_t *n_missing)
{
    size_t n_items = r->model->n_items, n_parts = ta_model_parts(r->model);
    bool *applies = ta_room_take(&r->room, r->n, sizeof *applies);
    size_t *order = ta_room_take(&r->room, n_parts, sizeof *order);
    struct ta_project project = subject_of(f);
    if (applies == NULL || order == NULL) return false;
    for (size_t i = 0; i < n_items; i++)
        applies[i] = item_applies(r, i, f, &project, n_missing);
    for (size_t g = 0; g < r->model->n_gates; g++)
        applies[n_items + g] = gate_applies(r, g, f, &project, n_missing);
    if (!ta_model_narrow(r->model, applies, &r->room, &r->narrowed, order))
        return false;
    size_t decides = r->narrowed.n_items + r->narrowed.n_gates;
    for (size_t i = 0; i < decides; i++) r->sorted[i] = r->result[order[i]];
    return true;
}

/* Is a gate open, of which nothing caps the score below its lower bound, while enough was observed for an opinion? */
static bool opinion_waits(const struct rating *r, const struct ta_score *score)
{
    const struct ta_model *model = &r->narrowed;
    bool open = false;
    for (size_t g = 0; g < model->n_gates; g++) {
        enum ta_gate_state state = r->sorted[model->n_items + g].gate;
        if (state == TA_GATE_PASSES) continue;
        if (model->gate[g].score_cap < score->lo) return false;
        open = open || state == TA_GATE_NOT_EVALUATED;
    }
    return open && ta_opinion_by_level(model, TA_LEVEL_LOW, score->observed_weight) !=
                       TA_OPINION_CANNOT_SAY;
}

static enum ta_status rate(struct rating *r, const struct ta_figures *f,
                           struct ta_standing *out, struct ta_error *err)
{
    const struct ta_model *model = &r->narrowed;
    bool same = strcmp(f->model_sha256, r->model->sha256) == 0;
    struct ta_score score = {
        .part = ta_room_take(&r->room, model->n_items, sizeof *score.part),
        .pillar = ta_room_take(&r->room, model->n_pillars, sizeof *score.pillar)};
    if (score.part == NULL || score.pillar == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", f->project);
    const struct ta_scoring scoring = {model, r->sorted, r->sorted + model->n_items,
                                       same ? f->level : TA_LEVEL_COUNT};
    enum ta_status rc = ta_score_compute(&scoring, &score);
    if (rc != TA_OK)
        return ta_fail(err, rc, "%s: a stored value is not finite", f->project);
    out->level = score.level;
    out->level_hi = score.level_hi;
    out->score = score.capped;
    out->lo = score.lo;
    out->hi = score.hi;
    out->observed_weight = score.observed_weight;
    out->opinion = score.opinion;
    out->gate_open = opinion_waits(r, &score);
    return TA_OK;
}

enum ta_status ta_rerate(const struct ta_model *model, const struct ta_figures *figures,
                         struct ta_standing *out, struct ta_error *err)
{
    struct rating r = {.model = model};
    *out = (struct ta_standing){.level = TA_LEVEL_VERY_HIGH};
    enum ta_status rc = TA_OK;
    if (!take_rooms(&r) || !narrow(&r, figures, &out->n_missing))
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", figures->project);
    if (rc == TA_OK) rc = rate(&r, figures, out, err);
    ta_room_free(&r.room);
    return rc;
}
