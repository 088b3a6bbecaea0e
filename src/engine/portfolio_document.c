/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/portfolio_document.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/portfolio_add.h"
#include "engine/portfolio_alignment.h"
#include "engine/rules.h"
#include "record/codes.h"
#include "record/silence.h"
#include "terrassay/version.h"

/* One run. */
struct making {
    const struct ta_workspace *workspace;
    const struct ta_portfolio_request *request;
    struct ta_book book;
    bool rated; /* by `rules` */
    struct ta_rules rules;
    struct ta_position *position; /* [book.n] */
    struct ta_adding adding;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
}

/* --- from records to sums ----------------------------------------------------------- */

static enum ta_status stand(struct making *m, size_t i, struct ta_error *err)
{
    struct ta_position *p = &m->position[i];
    const struct ta_book_entry *entry = &m->book.entry[i];
    *p = (struct ta_position){.who = (uint32_t)i,
                              .entry = entry,
                              .now = ta_standing_of(&entry->now),
                              .compared = m->rated || m->request->since != TA_DAY_NONE};
    if (m->rated) {
        p->before = p->now;
        p->has_before = true;
        return ta_rerate(&m->rules.model, &entry->now, &p->now, err);
    }
    p->has_before = entry->has_before;
    if (entry->has_before) p->before = ta_standing_of(&entry->before);
    return TA_OK;
}

/* An older record that does not read is told with the chain's faults. */
static enum ta_status look_back(const struct making *m, struct ta_position *p,
                                struct ta_error *err)
{
    const struct ta_figures *now = &p->entry->now;
    const struct ta_lasting_request request = {.store = &m->workspace->store,
                                               .project = now->project,
                                               .record = now->record,
                                               .day = m->request->as_of,
                                               .signed_by = m->request->signed_by};
    struct ta_lasting_answer answer;
    if (m->rated || p->entry->gravest <= ta_lasting_gravity(now->opinion)) return TA_OK;
    enum ta_status rc = ta_lasting_of(&request, &answer, err);
    if (rc == TA_OK && strcmp(answer.stands.id, now->record) != 0)
        p->earlier = answer.stands;
    return rc;
}

static enum ta_status add_all(struct making *m, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    m->position = ta_alloc(m->book.n, sizeof *m->position);
    if (m->position == NULL) return out_of_memory(err);
    m->adding.as_of = m->request->as_of;
    m->adding.exchange = m->request->exchange;
    for (size_t i = 0; rc == TA_OK && i < m->book.n; i++) {
        rc = stand(m, i, err);
        if (rc == TA_OK) rc = look_back(m, &m->position[i], err);
        if (rc == TA_OK) rc = ta_portfolio_take(&m->adding, &m->position[i], err);
    }
    return rc;
}

static enum ta_status read_book(struct making *m, size_t *n_faults,
                                struct ta_error *err)
{
    const struct ta_portfolio_request *r = m->request;
    const struct ta_book_request request = {.as_of = r->as_of,
                                            .since = r->since,
                                            .n_records = r->n_records,
                                            .record = r->record,
                                            .n_projects = r->n_projects,
                                            .project = r->project,
                                            .model = r->only_model,
                                            .self = r->self,
                                            .fault = r->fault,
                                            .progress = r->progress};
    enum ta_status rc = ta_book_open(m->workspace, &request, &m->book, err);
    *n_faults = m->book.n_faults;
    if (rc == TA_OK && m->book.n == 0) {
        bool any = r->only_model == NULL;
        rc = ta_fail(err, TA_E_NOTFOUND, "portfolio: no project has a record%s%s",
                     any ? "" : " under the model ", any ? "" : r->only_model);
        ta_error_mend(err, any ? "`terrassay assess --all` makes them"
                               : "`terrassay assess --all --model M` makes them; "
                                 "without --only-model the portfolio names those that "
                                 "there are");
    }
    return rc;
}

/* --- figures that follow from others ------------------------------------------------ */

static double total_of(const struct making *m, const char *currency)
{
    for (size_t i = 0; i < m->adding.n_currencies; i++) {
        struct ta_portfolio_report report;
        if (strcmp(m->adding.currency[i].code, currency) != 0) continue;
        ta_portfolio_finish(&m->adding.currency[i].sums, &report);
        return report.outstanding;
    }
    return (double)NAN;
}

/* Give a figure its value, where something was added to it. */
static void give(struct making *m, enum ta_figure_id id, const char *currency,
                 double value)
{
    struct ta_figure *f = ta_figure_at(&m->adding.figures, id, currency, "");
    if (f == NULL) return;
    f->given = value;
    f->left_out = f->tally.n == 0;
}

/* Of each set of GWP by itself, which the sums by currency do not tell apart. */
static void give_intensities(struct making *m)
{
    static const double minor_per_million = 1e8;
    for (size_t i = 0; i < m->adding.figures.n; i++) {
        struct ta_figure *f = &m->adding.figures.figure[i];
        if (f->id == TA_FIGURE_intensity || f->id == TA_FIGURE_revenue_intensity)
            f->given = minor_per_million * ta_tally_mean(&f->tally);
    }
}

static void give_sums(struct making *m)
{
    for (size_t i = 0; i < m->adding.n_currencies; i++) {
        const struct ta_currency *c = &m->adding.currency[i];
        struct ta_portfolio_report report;
        ta_portfolio_finish(&c->sums, &report);
        give(m, TA_FIGURE_largest_share, c->code, report.largest_share);
        give(m, TA_FIGURE_data_quality, c->code, report.grade);
    }
    give_intensities(m);
}

/* Herfindahl's index: the sum of squared shares of all groups of one kind in one currency. Those
 * beyond the first `top` are then left out of what is shown. Figures are in order. */
static void give_concentration(struct making *m, enum ta_figure_id groups,
                               enum ta_figure_id index)
{
    struct ta_figures_set *set = &m->adding.figures;
    for (size_t c = 0; c < m->adding.n_currencies; c++) {
        const char *code = m->adding.currency[c].code;
        double total = total_of(m, code);
        struct ta_exact_sum sum = ta_exact_sum_new();
        size_t rank = 0;
        for (size_t i = 0; i < set->n; i++) {
            struct ta_figure *f = &set->figure[i];
            if (f->id != groups || strcmp(f->currency, code) != 0) continue;
            double share = ta_figure_value(f, total), square = share * share;
            ta_exact_sum_add(&sum, square, 1, &square);
            f->left_out = ++rank > m->request->top;
        }
        for (size_t i = 0; i < set->n; i++)
            if (set->figure[i].id == index &&
                strcmp(set->figure[i].currency, code) == 0)
                set->figure[i].given = ta_exact_sum_value(&sum).hi;
    }
}

/* Each concentration rests on all records of its currency. */
static void open_concentration(struct making *m)
{
    for (size_t i = 0; i < m->book.n; i++) {
        struct ta_holding holding;
        if (!ta_adding_holding(&m->adding, &m->book.entry[i].now, &holding)) continue;
        for (size_t k = 0; k < holding.n; k++)
            for (int g = 0; g < 3; g++)
                ta_figure_add(&m->adding.figures,
                              (enum ta_figure_id)(TA_FIGURE_concentration_client + g),
                              holding.money[k].currency, "", (uint32_t)i,
                              holding.money[k].amount, 1.0);
    }
}

/* The largest share is one project's: its key. Figures are in order, and found no more. */
static bool name_largest(struct making *m)
{
    for (size_t i = 0; i < m->adding.figures.n; i++) {
        struct ta_figure *f = &m->adding.figures.figure[i];
        if (f->id != TA_FIGURE_largest_share) continue;
        for (size_t c = 0; c < m->adding.n_currencies; c++) {
            const struct ta_currency *of = &m->adding.currency[c];
            if (strcmp(of->code, f->currency) != 0) continue;
            char *key = ta_strdup(m->book.entry[of->largest_who].now.project);
            if (key == NULL) return false;
            ta_free(f->key);
            f->key = key;
        }
    }
    return true;
}

static enum ta_status finish(struct making *m, struct ta_error *err)
{
    give_sums(m);
    open_concentration(m);
    if (m->adding.figures.failed) return out_of_memory(err);
    ta_figures_sort(&m->adding.figures);
    if (!name_largest(m)) return out_of_memory(err);
    for (int g = 0; g < 3; g++)
        give_concentration(m, (enum ta_figure_id)(TA_FIGURE_client + g),
                           (enum ta_figure_id)(TA_FIGURE_concentration_client + g));
    return TA_OK;
}

/* --- the document ------------------------------------------------------------------- */

static json_t *loans_json(const struct ta_figures *f, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->n_loans; i++) {
        json_t *row = json_object();
        ta_json_set_text(row, "id", f->loan[i].id, ok);
        ta_json_set_text(
            row, "asset_class",
            f->loan[i].asset_class[0] != '\0' ? f->loan[i].asset_class : NULL, ok);
        ta_json_set_money(row, "outstanding", &f->loan[i].outstanding, ok);
        ta_json_set_number(row, "attribution", f->loan[i].attribution, ok);
        if (json_array_append_new(list, row) != 0) *ok = false;
    }
    return list;
}

static json_t *tonnes_json(const struct ta_figures *f, bool *ok)
{
    json_t *object = json_object();
    const struct ta_figures_indicator *i = ta_figures_of(f, "financed_emissions");
    bool known = i != NULL && i->reason == TA_OBSERVED;
    ta_json_set_number(object, "financed_emissions", known ? i->value : (double)NAN,
                       ok);
    ta_json_set_text(object, "reason",
                     ta_reason_code(i != NULL ? i->reason : TA_CLIENT_SILENT), ok);
    ta_json_set(object, "grade",
                known && i->grade > 0 ? json_integer(i->grade) : json_null(), ok);
    ta_json_set_bool(object, "unchecked", known && i->unchecked, ok);
    ta_json_set_text(object, "gwp", ta_figures_gwp(f), ok);
    for (int k = 0; k < TA_TONNES_COUNT; k++)
        if (!isnan(f->tonnes[k]))
            ta_json_set_number(object, ta_tonnes_code((enum ta_tonnes)k), f->tonnes[k],
                               ok);
    return object;
}

static void set_standing(json_t *row, const struct ta_position *p, bool *ok)
{
    const struct ta_figures *before = &p->entry->before;
    bool has_best = p->now.level_hi != TA_LEVEL_COUNT;
    ta_json_set_text(row, "level", ta_level_code(p->now.level), ok);
    ta_json_set_text(row, "level_hi", has_best ? ta_level_code(p->now.level_hi) : NULL,
                     ok);
    ta_json_set_bool(row, "found", ta_standing_found(&p->now), ok);
    ta_json_set_text(row, "basis", ta_basis_code(ta_standing_basis(&p->now)), ok);
    ta_json_set_number(row, "observed_weight", p->now.observed_weight, ok);
    ta_json_set_number(row, "score", p->now.score, ok);
    ta_json_set_number(row, "lo", p->now.lo, ok);
    ta_json_set_number(row, "hi", p->now.hi, ok);
    ta_json_set_text(row, "opinion", ta_opinion_code(p->now.opinion), ok);
    if (!p->has_before) return;
    ta_json_set_text(row, "level_before", ta_level_code(p->before.level), ok);
    ta_json_set_number(row, "score_before", p->before.score, ok);
    ta_json_set_text(row, "opinion_before", ta_opinion_code(p->before.opinion), ok);
    if (before->seq > 0) ta_json_set_text(row, "record_before", before->record, ok);
}

/* As recorded; of a book that is rated again too. */
static json_t *gates_json(const struct ta_figures *f, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->n_indicators; i++) {
        if (f->indicator[i].use != TA_USED_GATE) continue;
        json_t *row = json_object();
        ta_json_set_text(row, "id", f->indicator[i].indicator->id, ok);
        ta_json_set_text(row, "state", ta_gate_code(f->indicator[i].gate), ok);
        if (json_array_append_new(list, row) != 0) *ok = false;
    }
    return list;
}

/* What does not apply is not among it. */
static json_t *unseen_json(const struct ta_figures *f, bool *ok)
{
    static const char *const use[] = {[TA_USED_SCORED] = "scored",
                                      [TA_USED_GATE] = "gate",
                                      [TA_USED_REPORTED] = "reported"};
    json_t *list = json_array();
    for (size_t i = 0; i < f->n_indicators; i++) {
        const struct ta_figures_indicator *is = &f->indicator[i];
        if (is->reason == TA_OBSERVED || is->reason == TA_NOT_APPLICABLE) continue;
        json_t *row = json_object();
        ta_json_set_text(row, "id", is->indicator->id, ok);
        ta_json_set_text(row, "reason", ta_reason_code(is->reason), ok);
        if (is->silence != NULL)
            ta_json_set_text(row, "silence", ta_silence_code(is->silence), ok);
        ta_json_set_text(row, "use", use[is->use], ok);
        if (json_array_append_new(list, row) != 0) *ok = false;
    }
    return list;
}

static json_t *under_json(const struct ta_figures *f, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_text(object, "id", f->model_id, ok);
    ta_json_set_int(object, "version", f->model_version, ok);
    ta_json_set_text(object, "sha256", f->model_sha256, ok);
    return object;
}

static json_t *earlier_json(const struct ta_lasting *earlier, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_text(object, "record", earlier->id, ok);
    ta_json_set_text(object, "class", earlier->decision ? "decision" : "indicative",
                     ok);
    ta_json_set_text(object, "model", earlier->model, ok);
    ta_json_set_day(object, "as_of", earlier->as_of, ok);
    ta_json_set_day(object, "valid_to", earlier->valid_to, ok);
    ta_json_set_text(object, "opinion", ta_opinion_code(earlier->opinion), ok);
    return object;
}

static json_t *record_json(const struct ta_position *p, ta_day as_of, bool *ok)
{
    const struct ta_figures *f = &p->entry->now;
    json_t *row = json_object();
    ta_json_set_int(row, "n", (int64_t)p->who + 1, ok);
    ta_json_set_text(row, "record", f->record, ok);
    ta_json_set_text(row, "project", f->project, ok);
    ta_json_set_text(row, "client", f->client[0] != '\0' ? f->client : NULL, ok);
    ta_json_set_text(row, "sector", f->sector[0] != '\0' ? f->sector : NULL, ok);
    ta_json_set_text(row, "country", f->country[0] != '\0' ? f->country : NULL, ok);
    ta_json_set_day(row, "as_of", f->as_of, ok);
    ta_json_set_day(row, "valid_to", f->valid_to, ok);
    ta_json_set_day(row, "evidence_to",
                    f->newest == TA_TIME_NONE ? TA_DAY_NONE : ta_day_of(f->newest), ok);
    ta_json_set_bool(row, "expired", ta_position_expired(p, as_of), ok);
    ta_json_set_text(row, "class", f->decision ? "decision" : "indicative", ok);
    ta_json_set(row, "model", under_json(f, ok), ok);
    ta_json_set_bool(row, "simulated", f->simulated, ok);
    ta_json_set(row, "loans", loans_json(f, ok), ok);
    ta_json_set(row, "emissions", tonnes_json(f, ok), ok);
    ta_json_set(row, "reporting_year",
                p->entry->reporting_year > 0 ? json_integer(p->entry->reporting_year)
                                             : json_null(),
                ok);
    ta_json_set(row, "gates", gates_json(f, ok), ok);
    ta_json_set(row, "not_observed", unseen_json(f, ok), ok);
    set_standing(row, p, ok);
    if (p->earlier.id[0] != '\0')
        ta_json_set(row, "standing", earlier_json(&p->earlier, ok), ok);
    return row;
}

static json_t *change_json(const struct ta_position *p, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_int(row, "n", (int64_t)p->who + 1, ok);
    ta_json_set_text(row, "project", p->entry->now.project, ok);
    ta_json_set_text(row, "level_before", ta_level_code(p->before.level), ok);
    ta_json_set_text(row, "level", ta_level_code(p->now.level), ok);
    ta_json_set_text(row, "opinion_before", ta_opinion_code(p->before.opinion), ok);
    ta_json_set_text(row, "opinion", ta_opinion_code(p->now.opinion), ok);
    ta_json_set_bool(row, "found_before", ta_standing_found(&p->before), ok);
    ta_json_set_bool(row, "found", ta_standing_found(&p->now), ok);
    ta_json_set_number(row, "score_before", p->before.score, ok);
    ta_json_set_number(row, "score", p->now.score, ok);
    ta_json_set_int(row, "not_in_record", (int64_t)p->now.n_missing, ok);
    return row;
}

static void set_lists(const struct making *m, json_t *out, bool *ok)
{
    json_t *records = json_array(), *changes = json_array(), *without = json_array();
    for (size_t i = 0; i < m->book.n; i++) {
        const struct ta_position *p = &m->position[i];
        if (json_array_append_new(records, record_json(p, m->request->as_of, ok)) != 0)
            *ok = false;
        if (ta_position_moved(p) &&
            json_array_append_new(changes, change_json(p, ok)) != 0)
            *ok = false;
    }
    for (size_t i = 0; i < m->book.n_without; i++)
        if (json_array_append_new(without, json_string(m->book.without[i])) != 0)
            *ok = false;
    ta_json_set(out, "records", records, ok);
    ta_json_set(out, "changes", changes, ok);
    ta_json_set(out, "without_record", without, ok);
}

static json_t *figures_json(const struct making *m, bool *ok)
{
    const struct ta_figures_set *set = &m->adding.figures;
    json_t *list = json_array();
    for (size_t i = 0; i < set->n; i++) {
        const struct ta_figure *f = &set->figure[i];
        if (f->left_out) continue;
        double total = total_of(m, f->currency);
        if (json_array_append_new(list, ta_figure_json(f, total, ok)) != 0) *ok = false;
    }
    return list;
}

static json_t *model_json(const struct making *m, bool *ok)
{
    if (!m->rated) return json_null();
    const struct ta_model *model = &m->rules.model;
    json_t *object = json_object();
    ta_json_set_text(object, "id", model->id, ok);
    ta_json_set_int(object, "version", model->version, ok);
    ta_json_set_text(object, "sha256", model->sha256, ok);
    ta_json_set_text(object, "title", model->title, ok);
    return object;
}

/* The sets of GWP that tonnes of the document are weighed by, each once, in order. */
static json_t *sets_json(const struct making *m, bool *ok)
{
    static const char *const all[] = {"AR4", "AR5", "AR6"};
    json_t *list = json_array();
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        bool found = false;
        for (size_t i = 0; !found && i < m->adding.figures.n; i++)
            found = strcmp(m->adding.figures.figure[i].gwp, all[k]) == 0;
        if (found && json_array_append_new(list, json_string(all[k])) != 0) *ok = false;
    }
    return list;
}

static int64_t count_earlier(const struct making *m)
{
    int64_t n = 0;
    for (size_t i = 0; i < m->book.n; i++) n += m->position[i].earlier.id[0] != '\0';
    return n;
}

static bool any_simulated(const struct making *m)
{
    for (size_t i = 0; i < m->book.n; i++)
        if (m->book.entry[i].now.simulated) return true;
    return false;
}

static bool all_decide(const struct making *m)
{
    for (size_t i = 0; i < m->book.n; i++)
        if (!m->book.entry[i].now.decision) return false;
    return !m->rated;
}

static enum ta_status write(const struct making *m, json_t **out, struct ta_error *err)
{
    bool ok = true;
    json_t *alignment = NULL;
    if (m->request->alignment != NULL) {
        enum ta_status rc =
            ta_portfolio_alignment(&m->book, m->request->alignment, &alignment, err);
        if (rc != TA_OK) return rc;
    }
    json_t *document = json_object(), *program = json_object();
    ta_json_set_text(program, "name", "terrassay", &ok);
    ta_json_set_text(program, "version", ta_version(), &ok);
    ta_json_set_text(document, "schema", "terrassay/portfolio/1", &ok);
    ta_json_set_int(document, "form", TA_PORTFOLIO_FORM, &ok);
    ta_json_set_day(document, "as_of", m->request->as_of, &ok);
    ta_json_set_day(document, "since", m->request->since, &ok);
    ta_json_set(document, "rated_by", model_json(m, &ok), &ok);
    if (m->request->only_model != NULL)
        ta_json_set_text(document, "only_model", m->request->only_model, &ok);
    ta_json_set_text(document, "class", all_decide(m) ? "decision" : "indicative", &ok);
    ta_json_set_bool(document, "simulated", any_simulated(m), &ok);
    ta_json_set(document, "program", program, &ok);
    ta_json_set_int(document, "top", (int64_t)m->request->top, &ok);
    ta_json_set_int(document, "standing", count_earlier(m), &ok);
    ta_json_set(document, "gwp", sets_json(m, &ok), &ok);
    ta_json_set(document, "figures", figures_json(m, &ok), &ok);
    if (m->request->exchange != NULL)
        ta_json_set(document, "exchange",
                    ta_exchange_json(m->request->exchange, &m->book, &ok), &ok);
    if (alignment != NULL) ta_json_set(document, "alignment", alignment, &ok);
    set_lists(m, document, &ok);
    if (!ok) {
        json_decref(document);
        return out_of_memory(err);
    }
    *out = document;
    return TA_OK;
}

enum ta_status ta_portfolio(const struct ta_workspace *workspace,
                            const struct ta_portfolio_request *request, json_t **out,
                            size_t *n_faults, struct ta_error *err)
{
    struct making m = {.workspace = workspace, .request = request};
    enum ta_status rc = TA_OK;
    if (request->model != NULL) {
        rc = ta_rules_load(workspace, request->model, &m.rules, err);
        m.rated = rc == TA_OK;
    }
    if (rc == TA_OK) rc = read_book(&m, n_faults, err);
    if (rc == TA_OK) rc = add_all(&m, err);
    if (rc == TA_OK) rc = finish(&m, err);
    if (rc == TA_OK) rc = write(&m, out, err);
    ta_adding_free(&m.adding);
    ta_free(m.position);
    ta_book_free(&m.book);
    if (m.rated) ta_rules_free(&m.rules);
    return rc;
}
