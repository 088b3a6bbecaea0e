/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/filing_tell.h"

#include <string.h>

#include "cli/who.h"
#include "engine/filing.h"
#include "record/seal.h"
#include "report/portfolio.h"

static const struct ta_column filed_columns[] = {{"seq", "No."},
                                                 {"as_of", "As of"},
                                                 {"filed", "Filed"},
                                                 {"intact", "Intact"},
                                                 {"reproduced", "Reproduced"},
                                                 {"stands", "Stands"},
                                                 {"differs", "Figures now otherwise"},
                                                 {"statement", "Statement"},
                                                 {NULL, NULL}};
static const struct ta_column figure_columns[] = {
    {"figure", "Figure"}, {"of", "Of"},        {"currency", "Currency"},
    {"filed", "Filed"},   {"restated", "Now"}, {NULL, NULL}};
static const struct ta_column record_columns[] = {{"project", "Project"},
                                                  {"filed", "Record then"},
                                                  {"restated", "Record now"},
                                                  {NULL, NULL}};

/* --- both sides of a figure --------------------------------------------------------- */

/* One side in words, as a figure of its own. */
static void set_side(const struct ta_speech *speech, const json_t *figure,
                     const char *side, json_t *row, bool *ok)
{
    struct ta_figure_words words;
    json_t *copy = json_copy((json_t *)(uintptr_t)figure);
    ta_json_set(copy, "value", json_incref(json_object_get(figure, side)), ok);
    ta_figure_words(speech, copy, &words);
    if (words.value.failed) *ok = false;
    if (words.value.size > 0) ta_json_set_text(row, side, words.value.bytes, ok);
    if (strcmp(side, "filed") == 0) {
        ta_json_set_text(row, "figure", words.name.bytes, ok);
        if (words.key.size > 0) ta_json_set_text(row, "of", words.key.bytes, ok);
    }
    ta_figure_words_free(&words);
    json_decref(copy);
}

static enum ta_status tell_figures(struct ta_call *call, const json_t *figures,
                                   struct ta_error *err)
{
    bool ok = true;
    struct ta_speech speech = {.language = call->language};
    json_t *rows = json_array();
    enum ta_status rc = ta_call_messages(call, &speech.messages, err);
    for (size_t i = 0; rc == TA_OK && i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        json_t *row = json_object();
        set_side(&speech, figure, "filed", row, &ok);
        set_side(&speech, figure, "restated", row, &ok);
        if (json_is_string(json_object_get(figure, "currency")))
            ta_json_set(row, "currency",
                        json_incref(json_object_get(figure, "currency")), &ok);
        if (json_array_append_new(rows, row) != 0) ok = false;
    }
    if (rc == TA_OK)
        rc = ok ? ta_list_part(call, rows, figure_columns, err)
                : ta_fail(err, TA_E_NOMEM, "statement: out of memory");
    json_decref(rows);
    return rc;
}

static enum ta_status tell_both(struct ta_call *call, const json_t *figures,
                                const json_t *because, struct ta_error *err)
{
    enum ta_status rc = tell_figures(call, figures, err);
    return rc == TA_OK ? ta_list_part(call, because, record_columns, err) : rc;
}

/* --- filing ------------------------------------------------------------------------- */

static enum ta_status tell_filed(struct ta_call *call, const struct ta_filed *filed,
                                 struct ta_error *err)
{
    static const struct ta_column columns[] = {
        {"result", "Result"},       {"seq", "No."},           {"as_of", "As of"},
        {"statement", "Statement"}, {"restates", "Restates"}, {NULL, NULL}};
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "result", filed->written ? "written" : "unchanged", &ok);
    ta_json_set_int(row, "seq", filed->envelope.seq, &ok);
    ta_json_set(row, "as_of", json_incref(json_object_get(filed->body, "as_of")), &ok);
    ta_json_set_text(row, "statement", filed->envelope.id, &ok);
    ta_json_set_text(row, "restates",
                     filed->restates[0] != '\0' ? filed->restates : NULL, &ok);
    if (call->json && filed->written) {
        ta_json_set(row, "figures",
                    json_incref(json_object_get(filed->body, "figures")), &ok);
        ta_json_set(row, "because",
                    json_incref(json_object_get(filed->body, "because")), &ok);
    }
    enum ta_status rc = ta_show(call, columns, row, ok, err);
    if (rc != TA_OK || call->json || !filed->written) return rc;
    return tell_both(call, json_object_get(filed->body, "figures"),
                     json_object_get(filed->body, "because"), err);
}

enum ta_status ta_filing_write(struct ta_call *call, struct ta_workspace *workspace,
                               const json_t *document, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct ta_filed filed;
    ta_who(who);
    const struct ta_filing filing = {who, call->now, document};
    enum ta_status rc = ta_filing_seal(workspace, &filing, &filed, err);
    if (rc == TA_OK) rc = tell_filed(call, &filed, err);
    json_decref(filed.body);
    return rc;
}

/* --- what was filed ----------------------------------------------------------------- */

/* One run of the list; differences are shown after it. */
struct listing {
    struct ta_call *call;
    struct ta_list *list;
    json_t *figures, *because;
    size_t n_former;
};

static enum ta_status list_one(void *self, const struct ta_filed_statement *s,
                               struct ta_error *err)
{
    struct listing *l = self;
    bool ok = true;
    size_t differs = json_array_size(s->today);
    json_t *row = json_object();
    ta_json_set_int(row, "seq", s->envelope.seq, &ok);
    ta_json_set(row, "as_of", json_incref(json_object_get(s->body, "as_of")), &ok);
    ta_json_set_time(row, "filed", s->envelope.created, &ok);
    ta_json_set_text(row, "intact", s->faults == 0 ? "yes" : "no", &ok);
    ta_json_set_text(row, "reproduced",
                     s->reproduced ? "yes"
                     : s->former   ? "former form"
                                   : "no",
                     &ok);
    l->n_former += s->former;
    ta_json_set_text(row, "stands", s->superseded || differs > 0 ? "no" : "yes", &ok);
    ta_json_set_int(row, "differs", (int64_t)differs, &ok);
    ta_json_set_text(row, "statement", s->envelope.id, &ok);
    if (l->call->json) {
        ta_json_set(row, "restates", json_incref(json_object_get(s->body, "restates")),
                    &ok);
        ta_json_set(row, "figures", json_deep_copy(s->today), &ok);
        ta_json_set(row, "because", json_deep_copy(s->because), &ok);
    }
    if (json_array_extend(l->figures, (json_t *)(uintptr_t)s->today) != 0 ||
        json_array_extend(l->because, (json_t *)(uintptr_t)s->because) != 0)
        ok = false;
    return ta_list_add(l->list, row, ok, err);
}

enum ta_status ta_filing_tell(struct ta_call *call,
                              const struct ta_workspace *workspace,
                              struct ta_error *err)
{
    struct listing l = {call, NULL, json_array(), json_array(), 0};
    enum ta_status rc = ta_list_new(call, filed_columns, &l.list, err);
    if (rc == TA_OK) rc = ta_filing_list(workspace, &l, list_one, err);
    bool told = rc == TA_OK || rc == TA_FINDING;
    if (told && ta_list_size(l.list) == 0) ta_call_say(call, "nothing was filed yet");
    if (told && l.n_former > 0)
        ta_call_say(call,
                    "%zu filed under a former form of figures: all that is said there "
                    "comes out again, or is made by another rule now",
                    l.n_former);
    if (told) {
        enum ta_status ended = ta_list_end(l.list, err);
        if (ended == TA_OK && !call->json)
            ended = tell_both(call, l.figures, l.because, err);
        if (ended != TA_OK) rc = ended;
    } else {
        ta_list_drop(l.list);
    }
    json_decref(l.figures);
    json_decref(l.because);
    return rc;
}
