/* SPDX-License-Identifier: Apache-2.0 */
/** @file reader_opinion.c  Levels, the opinion table, approvals. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/model.h"
#include "model/reader.h"
#include "scoring.h"

static const char *const level_words[] = {"very_high", "high", "elevated",
                                          "moderate",  "low",  NULL};
static const char *const opinion_words[] = {"no_objection", "conditions", "objection",
                                            "cannot_say", NULL};

static enum ta_status refuse_order(const struct ta_model_reader *r,
                                   const struct ta_yaml_node *levels, size_t l)
{
    const char *upper = level_words[l], *lower = level_words[l - 1];
    (void)ta_yaml_fail(r->yaml, levels, r->err, "%s must start above %s", upper, lower);
    ta_error_mend(r->err, "raise %s, or lower %s", upper, lower);
    return TA_E_DATA;
}

enum ta_status ta_model_read_levels(const struct ta_model_reader *r,
                                    const struct ta_yaml_node *root)
{
    static const struct ta_model_range score = {1.0, 100.0};
    double *from = r->model->level_from;
    const struct ta_yaml_node *levels = NULL;
    enum ta_status rc =
        ta_yaml_need(r->yaml, root, "levels", TA_YAML_MAP, &levels, r->err);
    if (rc == TA_OK) rc = ta_yaml_known(r->yaml, levels, level_words, r->err);
    for (size_t l = 0; rc == TA_OK && l < TA_LEVEL_COUNT; l++)
        rc = ta_model_number(r, levels, level_words[l], score, &from[l]);
    if (rc != TA_OK) return rc;

    if (from[0] != 1.0)
        return ta_mended(
            ta_yaml_fail(r->yaml, levels, r->err, "very_high must start at 1"), r->err,
            "write very_high: 1");
    for (size_t l = 1; l < TA_LEVEL_COUNT; l++)
        if (from[l] <= from[l - 1]) return refuse_order(r, levels, l);
    return TA_OK;
}

/** How far an opinion carries a loan. */
static int support(enum ta_opinion opinion)
{
    if (opinion == TA_OPINION_NO_OBJECTION) return 2;
    return opinion == TA_OPINION_CONDITIONS ? 1 : 0;
}

/** Neither a worse level nor less evidence may lead to a better opinion. */
static bool opinions_monotone(const struct ta_model *model)
{
    for (size_t a = 0; a < model->n_opinions; a++)
        for (size_t b = 0; b < model->n_opinions; b++) {
            double much = model->opinion[a].observed_at_least;
            double less = model->opinion[b].observed_at_least;
            if (less > much) continue;
            for (size_t l = 1; l < TA_LEVEL_COUNT; l++) {
                enum ta_level level = (enum ta_level)l, worse = (enum ta_level)(l - 1);
                int here = support(ta_opinion_by_level(model, level, much));
                if (support(ta_opinion_by_level(model, level, less)) > here)
                    return false;
                if (support(ta_opinion_by_level(model, worse, less)) > here)
                    return false;
            }
        }
    return true;
}

static enum ta_status read_opinion(const struct ta_model_reader *r,
                                   const struct ta_yaml_node *node,
                                   struct ta_model_opinion *out)
{
    static const char *const known[] = {"level_at_least", "observed_at_least",
                                        "opinion", NULL};
    static const struct ta_model_range share = {0.0, 1.0};
    size_t level = 0, opinion = 0;
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK)
        rc = ta_model_choice(r, node, "level_at_least", level_words, &level);
    if (rc == TA_OK)
        rc = ta_model_number(r, node, "observed_at_least", share,
                             &out->observed_at_least);
    if (rc == TA_OK) rc = ta_model_choice(r, node, "opinion", opinion_words, &opinion);
    out->level_at_least = (enum ta_level)level;
    out->opinion = (enum ta_opinion)opinion;
    return rc;
}

enum ta_status ta_model_read_opinions(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *root)
{
    static const struct ta_model_list list = {"opinions", 1, TA_MODEL_ROWS,
                                              sizeof(struct ta_model_opinion)};
    const struct ta_yaml_node *node = NULL;
    void *memory = NULL;
    enum ta_status rc =
        ta_model_list_read(r, root, &list, &node, &memory, &r->model->n_opinions);
    r->model->opinion = memory;
    for (size_t i = 0; rc == TA_OK && i < r->model->n_opinions; i++, node = node->next)
        rc = read_opinion(r, node, &r->model->opinion[i]);
    if (rc != TA_OK || opinions_monotone(r->model)) return rc;
    return ta_mended(
        ta_yaml_fail(r->yaml, ta_yaml_member(root, "opinions"), r->err,
                     "a worse level or less evidence leads to a better opinion"),
        r->err,
        "give rows of a lower level or of less evidence an opinion that is no better");
}

static enum ta_status read_day(const struct ta_model_reader *r,
                               const struct ta_yaml_node *map, const char *key,
                               ta_day *out)
{
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_day(r->yaml, node, out, r->err);
    return rc;
}

static enum ta_status read_approval(const struct ta_model_reader *r,
                                    const struct ta_yaml_node *node,
                                    struct ta_approval *out)
{
    static const char *const known[] = {"by", "role", "note", "on", "until", NULL};
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK) rc = ta_model_text(r, node, "by", &out->by);
    if (rc == TA_OK) rc = ta_model_text(r, node, "role", &out->role);
    if (rc == TA_OK) rc = ta_model_text(r, node, "note", &out->note);
    if (rc == TA_OK) rc = read_day(r, node, "on", &out->on);
    if (rc == TA_OK) rc = read_day(r, node, "until", &out->until);
    if (rc != TA_OK) return rc;
    if (out->until <= out->on)
        return ta_mended(
            ta_yaml_fail(r->yaml, node, r->err, "the approval ends before it begins"),
            r->err, "put until after on");
    if (strcmp(out->by, r->model->made_by) == 0)
        return ta_mended(ta_yaml_fail(r->yaml, node, r->err,
                                      "%s made the model and cannot approve it",
                                      out->by),
                         r->err, "let another person approve it");
    return TA_OK;
}

enum ta_status ta_model_read_approvals(const struct ta_model_reader *r,
                                       const struct ta_yaml_node *root)
{
    static const struct ta_model_list list = {"approvals", 0, TA_MODEL_ROWS,
                                              sizeof(struct ta_approval)};
    const struct ta_yaml_node *node = NULL;
    void *memory = NULL;
    enum ta_status rc =
        ta_model_list_read(r, root, &list, &node, &memory, &r->model->n_approvals);
    r->model->approval = memory;
    for (size_t i = 0; rc == TA_OK && i < r->model->n_approvals; i++, node = node->next)
        rc = read_approval(r, node, &r->model->approval[i]);
    return rc;
}
