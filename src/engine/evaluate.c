/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/evaluate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "engine/answers.h"
#include "engine/applicable.h"
#include "engine/combine.h"
#include "engine/contradicted.h"
#include "engine/ended_permits.h"
#include "engine/findings.h"
#include "engine/green_label.h"
#include "engine/lacking.h"
#include "engine/lax_limit.h"
#include "engine/out_of_range.h"
#include "engine/rows_read.h"
#include "engine/signals.h"
#include "indicator_result.h"
#include "model/model.h"
#include "scoring.h"

/* Share of the computed figure, as the claims have it (tolerance_share of algorithms/claim.h). */
static const double scope_tolerance = 0.10;
/* Of the exposure at default: this program's rule. */
static const double exposed_share_least = 0.10;

static enum ta_status out_of_memory(const struct ta_case *given, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "assessment of %s: out of memory",
                   given->project->id);
}

void ta_evaluation_free(struct ta_evaluation *evaluation)
{
    ta_room_free(&evaluation->room);
    *evaluation = (struct ta_evaluation){.assessment = {.project = NULL}};
}

/* --- indicators --------------------------------------------------------------------- */

/* Words for a reason that the indicator itself had no more to say about. */
static const char *reason_words(enum ta_reason reason)
{
    switch (reason) {
    case TA_CLIENT_SILENT: return "the project document does not state it";
    case TA_LAYER_ABSENT: return "no such layer was imported";
    case TA_SOURCE_UNAVAILABLE: return "nothing of it is in the workspace";
    case TA_OUT_OF_SENSOR: return "no scene has the bands it needs";
    case TA_OBSERVED:
    case TA_NO_CLEAR_LOOK:
    case TA_NOT_APPLICABLE:
    case TA_TOO_OLD:
    case TA_QUALITY_FAILED:
    case TA_REASON_COUNT: break;
    }
    return "";
}

/* An indicator says no more of an input it lacks than "zones: not given": we know why. */
static bool says_nothing(const char *why)
{
    static const char lacking[] = ": not given";
    size_t n = strlen(why), e = sizeof lacking - 1;
    return n == 0 || (n > e && strcmp(why + n - e, lacking) == 0);
}

static void say_lacking(const struct ta_indicator *indicator,
                        const struct ta_input *input, struct ta_result *out)
{
    char words[TA_LACKING_WORDS];
    if (ta_lacking_words(indicator, input, words))
        ta_result_why(out, "the project document lacks %s", words);
    else
        ta_result_why(out, "%s", reason_words(TA_CLIENT_SILENT));
}

/* One indicator on its way. */
struct part {
    const struct ta_gathered *gathered;
    const struct ta_signals *signals; /* of its datastreams; NULL when it has none */
    const struct ta_answers *answers; /* of the others, as far as they are there */
    size_t place;                     /* among them */
};

/* The inputs, each series with the trust and the flags its signal deserves; owned. */
static struct ta_input *graded(const struct part *part, size_t s)
{
    const struct ta_input_set *set = &part->gathered->set[s];
    struct ta_input *input = ta_alloc(set->n_inputs, sizeof *input);
    if (input == NULL) return NULL;
    memcpy(input, set->input, set->n_inputs * sizeof *input);
    for (size_t k = 0; part->signals != NULL && k < set->n_inputs; k++) {
        size_t at = s * part->signals->n_inputs + k;
        if (part->signals->flag[at] == NULL) continue;
        input[k].grade = part->signals->grade[at];
        input[k].series.flag = part->signals->flag[at];
    }
    ta_answers_fill(part->answers, part->place, input);
    return input;
}

static enum ta_status evaluate_inputs(const struct ta_case *given,
                                      const struct ta_gathered *gathered, size_t s,
                                      const struct ta_input *input,
                                      struct ta_result *out, struct ta_error *err)
{
    const struct ta_indicator *indicator = gathered->indicator;
    const struct ta_input_set *set = &gathered->set[s];
    const struct ta_evidence evidence = {set->n_inputs, input, gathered->n_params,
                                         gathered->param};
    void *scratch = NULL;
    if (ta_input_out_of_range(indicator, set->n_inputs, input, out)) return TA_OK;
    if (indicator->scratch_size != NULL) {
        scratch = ta_alloc(indicator->scratch_size(&evidence), 1);
        if (scratch == NULL) return out_of_memory(given, err);
    }
    enum ta_status rc = ta_indicator_evaluate(indicator, &evidence, given->tables,
                                              given->as_of, scratch, out);
    ta_free(scratch);
    if (rc == TA_E_DATA) ta_evidence_broken(indicator, set->n_inputs, input, out);
    if (rc == TA_E_DATA) return TA_OK;
    if (rc != TA_OK) return ta_fail(err, rc, "%s cannot be evaluated", indicator->id);
    if (set->n_without > 0 && out->reason != TA_NOT_APPLICABLE)
        ta_result_why_also(out, "looks without %s: %zu", set->without, set->n_without);
    if (out->reason == TA_OBSERVED || !says_nothing(out->why)) return TA_OK;
    if (set->why == NULL && out->reason == TA_CLIENT_SILENT)
        say_lacking(indicator, input, out);
    else
        ta_result_why(out, "%s",
                      set->why != NULL ? set->why : reason_words(out->reason));
    return TA_OK;
}

static enum ta_status evaluate_set(const struct ta_case *given, const struct part *part,
                                   size_t s, struct ta_result *out,
                                   struct ta_error *err)
{
    struct ta_input *input = graded(part, s);
    if (input == NULL) return out_of_memory(given, err);
    enum ta_status rc = evaluate_inputs(given, part->gathered, s, input, out, err);
    ta_free(input);
    return rc;
}

/* The largest value the indicator can have under these parameters: no more hours than the window
 * has, where it has one. */
static double worst_value(const struct ta_gathered *gathered)
{
    static const double hours_per_day = 24.0;
    for (size_t i = 0; i < gathered->n_params; i++)
        if (strcmp(gathered->param[i].name, "window_days") == 0 &&
            strcmp(gathered->indicator->unit, "h") == 0)
            return hours_per_day * gathered->param[i].value;
    return gathered->indicator->hi;
}

/* Why the readings failed that the set is about. */
static const char *cause_of(const struct part *part, size_t s)
{
    const struct ta_input_set *set = &part->gathered->set[s];
    if (part->signals == NULL || set->subject == NULL) return NULL;
    for (size_t k = 0; k < set->n_inputs; k++) {
        char subject[TA_ID_SIZE + TA_NAME_SIZE];
        const struct ta_datastream *stream = set->stream[k];
        if (stream == NULL) continue;
        (void)snprintf(subject, sizeof subject, "%s/%s", stream->device, stream->name);
        if (strcmp(subject, set->subject) == 0)
            return part->signals->cause[s * part->signals->n_inputs + k];
    }
    return NULL;
}

static enum ta_status evaluate_sets(const struct ta_case *given,
                                    const struct part *part, struct ta_result *out,
                                    struct ta_error *err)
{
    const struct ta_gathered *gathered = part->gathered;
    struct ta_partial *partial = ta_alloc(gathered->n_sets, sizeof *partial);
    if (partial == NULL) return out_of_memory(given, err);
    enum ta_status rc = TA_OK;
    for (size_t s = 0; rc == TA_OK && s < gathered->n_sets; s++) {
        partial[s].subject = gathered->set[s].subject;
        partial[s].cause = cause_of(part, s);
        rc = evaluate_set(given, part, s, &partial[s].result, err);
    }
    if (rc == TA_OK)
        ta_results_combine(gathered->n_sets, partial, worst_value(gathered),
                           gathered->indicator->unit, out);
    if (rc == TA_OK) ta_result_hold(gathered->indicator, out);
    ta_free(partial);
    return rc;
}

static bool has_finding(const struct ta_finding *list, size_t n,
                        const struct ta_finding *finding)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].code, finding->code) == 0 &&
            strcmp(list[i].object, finding->object) == 0 &&
            strcmp(list[i].detail, finding->detail) == 0)
            return true;
    return false;
}

/* Several indicators read the same signals: what each of them finds there stands once. */
static enum ta_status add_findings(const struct ta_case *given, size_t n_more,
                                   const struct ta_finding *more,
                                   struct ta_evaluation *out, struct ta_error *err)
{
    struct ta_assessment *a = &out->assessment;
    size_t n = a->n_findings;
    if (n_more == 0) return TA_OK;
    struct ta_finding *all = ta_room_take(&out->room, n + n_more, sizeof *all);
    if (all == NULL) return out_of_memory(given, err);
    for (size_t i = 0; i < n; i++) all[i] = a->finding[i];
    for (size_t i = 0; i < n_more; i++) {
        struct ta_finding one = more[i];
        ta_finding_whole(&one);
        if (!has_finding(all, n, &one)) all[n++] = one;
    }
    a->finding = all;
    a->n_findings = n;
    return TA_OK;
}

static double detail_of(const struct ta_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_details; i++)
        if (strcmp(result->detail[i].name, name) == 0) return result->detail[i].value;
    return NAN;
}

/* What is declared and what its own activity gives, further apart than claims may be. */
static enum ta_status compare_scopes(const struct ta_case *given,
                                     const struct ta_assessed *assessed,
                                     struct ta_evaluation *out, struct ta_error *err)
{
    static const char *const scope[] = {"scope1", "scope2"};
    if (strcmp(assessed->indicator->id, "financed_emissions") != 0) return TA_OK;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof scope / sizeof *scope; i++) {
        char name[TA_NAME_SIZE];
        struct ta_finding finding = {.code = "scope_differs"};
        (void)snprintf(name, sizeof name, "project_%s", scope[i]);
        double declared = detail_of(&assessed->result, name);
        (void)snprintf(name, sizeof name, "computed_%s", scope[i]);
        double computed = detail_of(&assessed->result, name);
        double apart = fabs(declared - computed) / computed;
        if (!(computed > 0.0) || !(apart > scope_tolerance)) continue;
        (void)snprintf(finding.object, sizeof finding.object, "%s", scope[i]);
        (void)snprintf(finding.detail, sizeof finding.detail,
                       "%.0f tCO2e/year declared, %.0f by activity and factor, "
                       "%.0f %% apart",
                       declared, computed, 100.0 * apart);
        rc = add_findings(given, 1, &finding, out, err);
    }
    return rc;
}

/* A value stated to be exposed that is next to nothing beside what may be lost: the default then hardly
 * knows of the hazards. */
static enum ta_status compare_exposed(const struct ta_case *given,
                                      const struct ta_assessed *assessed,
                                      struct ta_evaluation *out, struct ta_error *err)
{
    struct ta_finding finding = {.code = "low_exposed_value"};
    if (strcmp(assessed->indicator->id, "stressed_lgd") != 0) return TA_OK;
    double exposed = detail_of(&assessed->result, "exposed_value");
    double exposure = fmax(detail_of(&assessed->result, "exposure_at_default"),
                           detail_of(&assessed->result, "exposure_taken"));
    if (!(exposed < exposed_share_least * exposure)) return TA_OK;
    (void)snprintf(finding.detail, sizeof finding.detail,
                   "%.0f CNY is stated to be exposed, %.0f CNY at default: %.2g %%",
                   exposed, exposure, 100.0 * exposed / exposure);
    return add_findings(given, 1, &finding, out, err);
}

static struct ta_signals_query query_of(const struct ta_case *given,
                                        const struct ta_gathered *gathered)
{
    const struct ta_inputs *inputs = given->inputs;
    return (struct ta_signals_query){
        gathered,          given->project,  given->tables,   given->as_of,
        inputs->n_foreign, inputs->foreign, inputs->n_feeds, inputs->feed};
}

static enum ta_status judge_signals(const struct ta_case *given,
                                    const struct ta_gathered *gathered,
                                    struct ta_signals *signals,
                                    struct ta_evaluation *out, struct ta_error *err)
{
    const struct ta_signals_query query = query_of(given, gathered);
    enum ta_status rc = ta_signals_judge(&query, &out->room, signals, err);
    return rc == TA_OK
               ? add_findings(given, signals->n_findings, signals->finding, out, err)
               : rc;
}

static enum ta_status judge_unused(const struct ta_case *given,
                                   struct ta_evaluation *out, struct ta_error *err)
{
    struct ta_signals signals;
    const struct ta_signals_query query = query_of(given, NULL);
    enum ta_status rc = ta_signals_unused(
        &query, given->inputs->n, given->inputs->gathered, &out->room, &signals, err);
    return rc == TA_OK
               ? add_findings(given, signals.n_findings, signals.finding, out, err)
               : rc;
}

static enum ta_status evaluate_part(const struct ta_case *given,
                                    const struct ta_answers *answers, size_t i,
                                    struct ta_evaluation *evaluation,
                                    struct ta_error *err)
{
    const struct ta_gathered *gathered = &given->inputs->gathered[i];
    struct ta_assessed *out = &answers->assessed[i];
    struct ta_signals signals = {.n_sets = 0};
    struct part part = {gathered, NULL, answers, i};
    struct ta_table_set watched = {.n = 0};
    struct ta_case noted = *given;
    enum ta_status rc = TA_OK;
    if (!ta_rows_watch(given->tables, &evaluation->room, &watched))
        return out_of_memory(given, err);
    noted.tables = &watched;
    if (ta_signals_apply(gathered)) {
        part.signals = &signals;
        rc = judge_signals(&noted, gathered, &signals, evaluation, err);
        if (rc != TA_OK) return rc;
    }
    *out = (struct ta_assessed){.indicator = gathered->indicator,
                                .n_params = gathered->n_params,
                                .param = gathered->param,
                                .n_evidence = gathered->n_evidence,
                                .evidence = gathered->evidence};
    out->n_trusted = signals.n_trusted;
    out->trusted = signals.trusted;
    rc = evaluate_sets(&noted, &part, &out->result, err);
    out->result.unchecked = out->result.unchecked || signals.unchecked;
    if (rc == TA_OK && !ta_rows_tell(&watched, &evaluation->room, out))
        rc = out_of_memory(given, err);
    if (rc == TA_OK) rc = ta_answers_rest_on(answers, i, &evaluation->room, err);
    if (rc == TA_OK) rc = compare_scopes(given, out, evaluation, err);
    return rc == TA_OK ? compare_exposed(given, out, evaluation, err) : rc;
}

/* By the model's word, unless the project has a datastream that the indicator is about. */
static bool excepted(const struct ta_case *given, size_t i)
{
    return given->inputs->gathered[i].set[0].subject == NULL &&
           ta_model_excepts(&given->model->item[i], given->project);
}

/* Who makes a claim is held to it, owed or not. Rows may state other things than the claim: they
 * make it where they are enough to judge it by. */
static bool claims(const struct ta_gathered *gathered, const struct ta_result *result)
{
    const struct ta_indicator *indicator = gathered->indicator;
    if (indicator->claim == NULL) return false;
    for (size_t k = 0; k < gathered->set[0].n_inputs; k++) {
        const struct ta_input *input = &gathered->set[0].input[k];
        if (strcmp(input->name, indicator->claim) != 0) continue;
        return input->reason == TA_OBSERVED &&
               (indicator->input[k].kind != TA_INPUT_ROWS ||
                result->reason == TA_OBSERVED);
    }
    return false;
}

static bool gate_asked(const struct ta_case *given, size_t g,
                       const struct ta_result *result)
{
    return ta_model_owes(&given->model->gate[g].owed_by, given->project) ||
           claims(&given->inputs->gathered[given->model->n_items + g], result);
}

static void say_excepted(const struct ta_case *given, struct ta_result *out)
{
    ta_result_clear(out);
    ta_result_missing(out, TA_NOT_APPLICABLE,
                      "the model does not ask it of sector %.60s %.20s",
                      given->project->sector_scheme, given->project->sector_code);
}

/* The model as it applies, and the answers in its order. */
static enum ta_status narrow(const struct ta_case *given, struct ta_evaluation *out,
                             struct ta_assessed *all, struct ta_error *err)
{
    size_t n = given->inputs->n, n_items = given->model->n_items;
    size_t n_gates = given->model->n_gates;
    bool *applies = ta_room_take(&out->room, n_items + n_gates, sizeof *applies);
    size_t *order = ta_room_take(&out->room, n, sizeof *order);
    struct ta_assessed *sorted = ta_room_take(&out->room, n, sizeof *sorted);
    if (applies == NULL || order == NULL || sorted == NULL)
        return out_of_memory(given, err);
    for (size_t i = 0; i < n_items; i++) {
        if (excepted(given, i))
            say_excepted(given, &all[i].result);
        else
            all[i].result.reason = ta_model_silence(
                &given->model->item[i], given->project, all[i].result.reason);
        applies[i] = all[i].result.reason != TA_NOT_APPLICABLE;
    }
    for (size_t g = 0; g < n_gates; g++) {
        struct ta_result *result = &all[n_items + g].result;
        applies[n_items + g] = gate_asked(given, g, result);
        if (applies[n_items + g]) continue;
        ta_result_clear(result);
        ta_result_missing(result, TA_NOT_APPLICABLE,
                          "the model does not ask it of whoever does not claim it");
    }
    if (!ta_model_narrow(given->model, applies, &out->room, &out->model, order))
        return out_of_memory(given, err);
    for (size_t i = 0; i < n; i++) sorted[i] = all[order[i]];
    out->assessment.model = &out->model;
    out->assessment.assessed = sorted;
    out->assessment.n_assessed = n;
    return TA_OK;
}

static struct ta_result *result_of(size_t n, struct ta_assessed *all, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].indicator->id, id) == 0) return &all[i].result;
    return NULL;
}

/* One indicator does not see the other; what one saw corrects what the other took as stated. */
static void compare(size_t n, struct ta_assessed *all)
{
    const struct ta_result *avoided = result_of(n, all, "avoided_emissions");
    struct ta_result *financed = result_of(n, all, "financed_emissions");
    if (avoided != NULL && financed != NULL)
        (void)ta_contradicted_avoided(avoided, financed);
}

/* Whoever takes another's answer comes after it; else in the model's order. */
static enum ta_status evaluate_in_turn(const struct ta_case *given,
                                       const struct ta_answers *answers,
                                       struct ta_evaluation *out, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t left = answers->n, before = 0; rc == TA_OK && left > 0;) {
        if (before == left)
            return ta_fail(err, TA_E_INTERNAL, "%s: indicators rest on each other",
                           given->model->id);
        before = left;
        for (size_t i = 0; rc == TA_OK && i < answers->n; i++) {
            if (answers->done[i] || !ta_answers_ready(answers, i)) continue;
            rc = evaluate_part(given, answers, i, out, err);
            answers->done[i] = true;
            left--;
        }
    }
    return rc;
}

static enum ta_status evaluate_all(const struct ta_case *given,
                                   struct ta_evaluation *out, struct ta_error *err)
{
    size_t n = given->inputs->n;
    struct ta_assessed *all = ta_room_take(&out->room, n, sizeof *all);
    bool *done = ta_room_take(&out->room, n, sizeof *done);
    if (all == NULL || done == NULL) return out_of_memory(given, err);
    const struct ta_answers answers = {n, given->inputs->gathered, all, done};
    enum ta_status rc = evaluate_in_turn(given, &answers, out, err);
    if (rc == TA_OK) compare(n, all);
    return rc == TA_OK ? narrow(given, out, all, err) : rc;
}

/* --- tables ------------------------------------------------------------------------- */

static bool reads(const struct ta_indicator *indicator, const char *table)
{
    for (size_t i = 0; i < indicator->n_tables; i++)
        if (strcmp(indicator->table[i], table) == 0) return true;
    return false;
}

static enum ta_status all_there(const struct ta_case *given, struct ta_error *err)
{
    for (size_t i = 0; i < given->inputs->n; i++) {
        const struct ta_indicator *indicator = given->inputs->gathered[i].indicator;
        for (size_t t = 0; t < indicator->n_tables; t++)
            if (ta_table_find(given->tables, indicator->table[t]) == NULL)
                return ta_fail(err, TA_E_NOTFOUND, "%s: no table \"%s\"", indicator->id,
                               indicator->table[t]);
    }
    return TA_OK;
}

/* Those that an indicator of the model reads, in the set's order. */
static enum ta_status list_tables(const struct ta_case *given,
                                  struct ta_evaluation *out, struct ta_error *err)
{
    struct ta_table_used *used =
        ta_room_take(&out->room, given->tables->n, sizeof *used);
    if (used == NULL) return out_of_memory(given, err);
    size_t n = 0;
    for (size_t t = 0; t < given->tables->n; t++) {
        const struct ta_table *table = &given->tables->table[t];
        bool any = false;
        for (size_t i = 0; i < given->inputs->n; i++)
            any = any || reads(given->inputs->gathered[i].indicator, table->id);
        if (any)
            used[n++] =
                (struct ta_table_used){table->id, table->sha256, table->instead};
    }
    out->assessment.table = used;
    out->assessment.n_tables = n;
    return all_there(given, err);
}

/* --- score -------------------------------------------------------------------------- */

static enum ta_status score(const struct ta_case *given, struct ta_evaluation *out,
                            struct ta_error *err)
{
    struct ta_assessment *a = &out->assessment;
    const struct ta_model *model = a->model;
    size_t n = model->n_items + model->n_gates;
    struct ta_result *result = ta_alloc(n, sizeof *result);
    a->score.part = ta_room_take(&out->room, model->n_items, sizeof *a->score.part);
    a->score.pillar =
        ta_room_take(&out->room, model->n_pillars, sizeof *a->score.pillar);
    enum ta_status rc = TA_OK;
    if (result == NULL || a->score.part == NULL || a->score.pillar == NULL)
        rc = out_of_memory(given, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) result[i] = a->assessed[i].result;
    const struct ta_scoring scoring = {model, result, result + model->n_items,
                                       given->previous_level};
    if (rc == TA_OK) {
        rc = ta_score_compute(&scoring, &a->score);
        if (rc != TA_OK)
            (void)ta_fail(err, rc, "%s: an indicator's value is not finite",
                          given->project->id);
    }
    ta_free(result);
    return rc;
}

/* --- what kind of record ------------------------------------------------------------ */

static bool any_unchecked(const struct ta_assessment *a)
{
    for (size_t i = 0; i < a->n_assessed; i++)
        if (a->assessed[i].result.unchecked) return true;
    return false;
}

static bool any_simulated(const struct ta_assessment *a)
{
    for (size_t i = 0; i < a->n_evidence; i++)
        if (a->evidence[i].simulated) return true;
    return a->project->simulated;
}

/* So little that the model has no opinion on it, however good it looks. */
static bool too_little(const struct ta_assessment *a)
{
    return ta_opinion_by_level(a->model, TA_LEVEL_LOW, a->score.observed_weight) ==
           TA_OPINION_CANNOT_SAY;
}

static void conclude(const struct ta_case *given, bool unchecked_limit,
                     struct ta_assessment *a)
{
    enum ta_indicative why = TA_INDICATIVE_MODEL_NOT_APPROVED;
    if (!ta_model_decision_ok(a->model, a->as_of, &why)) a->indicative[why] = true;
    a->indicative[TA_INDICATIVE_UNCHECKED_TABLE] = any_unchecked(a) || unchecked_limit;
    a->indicative[TA_INDICATIVE_SIMULATED] = any_simulated(a);
    a->indicative[TA_INDICATIVE_TOO_LITTLE_OBSERVED] = too_little(a);
    a->indicative[TA_INDICATIVE_UNCHECKED_DECODER] = given->inputs->unchecked_decoder;
    a->valid_to = a->as_of + a->model->valid_days;
}

static void begin(const struct ta_case *given, struct ta_assessment *a)
{
    a->project = given->project;
    a->as_of = given->as_of;
    a->n_evidence = given->evidence->n;
    a->evidence = given->evidence->item;
    a->n_looks = given->inputs->n_looks;
    a->look = given->inputs->look;
    a->n_findings = given->n_findings;
    a->finding = given->finding;
    (void)snprintf(a->project_sha256, TA_HEX_SIZE, "%s", given->project_sha256);
    (void)snprintf(a->previous_record, TA_HEX_SIZE, "%s", given->previous_record);
}

/* Of a model that judges stacks by the limits stated: its record names the table then. */
static enum ta_status judge_limits(const struct ta_case *given, bool *unchecked,
                                   struct ta_evaluation *out, struct ta_error *err)
{
    struct ta_finding *finding = NULL;
    size_t n = 0;
    bool judged = false;
    for (size_t i = 0; i < given->inputs->n; i++)
        judged =
            judged || reads(given->inputs->gathered[i].indicator, "emission_limits");
    if (!judged) return TA_OK;
    enum ta_status rc = ta_lax_limits(given->project, given->tables, given->as_of,
                                      &out->room, &finding, &n, unchecked, err);
    return rc == TA_OK ? add_findings(given, n, finding, out, err) : rc;
}

static enum ta_status judge_permits(const struct ta_case *given,
                                    struct ta_evaluation *out, struct ta_error *err)
{
    struct ta_finding *finding = NULL;
    size_t n = 0;
    enum ta_status rc =
        ta_ended_permits(given->project, given->as_of, &out->room, &finding, &n, err);
    return rc == TA_OK ? add_findings(given, n, finding, out, err) : rc;
}

enum ta_status ta_evaluate(const struct ta_case *given, struct ta_evaluation *out,
                           struct ta_error *err)
{
    struct ta_assessment *a = &out->assessment;
    struct ta_finding label[TA_GREEN_LABEL_FINDINGS];
    bool unchecked_limit = false;
    begin(given, a);
    enum ta_status rc = add_findings(given, given->inputs->n_findings,
                                     given->inputs->finding, out, err);
    if (rc == TA_OK)
        rc = add_findings(given, ta_green_label_findings(given->project, label), label,
                          out, err);
    if (rc == TA_OK) rc = judge_permits(given, out, err);
    if (rc == TA_OK) rc = judge_limits(given, &unchecked_limit, out, err);
    if (rc == TA_OK) rc = list_tables(given, out, err);
    if (rc == TA_OK) rc = evaluate_all(given, out, err);
    if (rc == TA_OK) rc = judge_unused(given, out, err);
    if (rc == TA_OK) rc = score(given, out, err);
    if (rc == TA_OK) conclude(given, unchecked_limit, a);
    return rc;
}
