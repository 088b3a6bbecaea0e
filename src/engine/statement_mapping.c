/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/statement_mapping.h"

#include <string.h>

#include "base/text.h"

const char *const ta_statement_abouts[] = {
    "penalty",       "accident",          "permit",
    "disclosure",    "credit_grade",      "rating",
    "rating.social", "rating.governance", NULL};

enum about { PENALTY, ACCIDENT, PERMIT, DISCLOSURE };

void ta_statement_mapping_free(struct ta_statement_mapping *mapping)
{
    ta_yaml_free(mapping->yaml);
    mapping->yaml = NULL;
}

static enum ta_status need_text(const struct ta_yaml *yaml,
                                const struct ta_yaml_node *map, const char *key,
                                size_t room, const char **out, struct ta_error *err)
{
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_need(yaml, map, key, TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_text(yaml, node, out, err);
    if (rc != TA_OK) return rc;
    size_t size = strlen(*out);
    if (size == 0 || size >= room)
        return ta_yaml_fail(yaml, node, err, "%s: wanted 1 to %zu bytes", key,
                            room - 1);
    return TA_OK;
}

static enum ta_status may_text(const struct ta_yaml *yaml,
                               const struct ta_yaml_node *map, const char *key,
                               size_t room, const char **out, struct ta_error *err)
{
    if (ta_yaml_member(map, key) == NULL) return TA_OK;
    return need_text(yaml, map, key, room, out, err);
}

static enum ta_status read_head(struct ta_statement_mapping *m,
                                const struct ta_yaml_node *root, struct ta_error *err)
{
    static const char *const schemas[] = {"terrassay/statements/1", NULL};
    const struct ta_yaml_node *node = NULL;
    size_t choice = 0;
    int64_t grade = 0;
    enum ta_status rc =
        ta_yaml_need(m->yaml, root, "schema", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_choice(m->yaml, node, schemas, &choice, err);
    if (rc == TA_OK)
        rc = need_text(m->yaml, root, "id", TA_STATEMENT_LIST, &m->id, err);
    if (rc == TA_OK && !ta_id_ok(m->id))
        return ta_yaml_fail(m->yaml, ta_yaml_member(root, "id"), err,
                            "id: wanted letters, digits and . _ : -");
    if (rc == TA_OK)
        rc = ta_yaml_need(m->yaml, root, "about", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK)
        rc = ta_yaml_choice(m->yaml, node, ta_statement_abouts, &choice, err);
    if (rc != TA_OK) return rc;
    m->about = ta_statement_abouts[choice];
    rc = need_text(m->yaml, root, "provider", TA_STATEMENT_PROVIDER, &m->provider, err);
    if (rc == TA_OK && strchr(m->provider, '/') != NULL)
        return ta_yaml_fail(m->yaml, ta_yaml_member(root, "provider"), err,
                            "provider: wanted a name without a slash");
    if (rc == TA_OK) rc = need_text(m->yaml, root, "source", 512, &m->source, err);
    if (rc == TA_OK) rc = need_text(m->yaml, root, "scale", 512, &m->scale, err);
    if (rc == TA_OK)
        rc = ta_yaml_need(m->yaml, root, "grade", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_int(m->yaml, node, 1, 5, &grade, err);
    m->grade = (int)grade;
    return rc;
}

static enum ta_status read_simulated(struct ta_statement_mapping *m,
                                     const struct ta_yaml_node *root,
                                     struct ta_error *err)
{
    static const char *const words[] = {"false", "true", NULL};
    const struct ta_yaml_node *node = ta_yaml_member(root, "simulated");
    size_t choice = 0;
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_choice(m->yaml, node, words, &choice, err);
    m->simulated = choice == 1;
    return rc;
}

static enum ta_status read_complete(struct ta_statement_mapping *m,
                                    const struct ta_yaml_node *root,
                                    struct ta_error *err)
{
    static const char *const known[] = {"from", "to", NULL};
    const struct ta_yaml_node *map = ta_yaml_member(root, "complete"), *node = NULL;
    m->complete_from = m->complete_to = TA_DAY_NONE;
    if (map == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_known(m->yaml, map, known, err);
    if (rc == TA_OK)
        rc = ta_yaml_need(m->yaml, map, "from", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_day(m->yaml, node, &m->complete_from, err);
    if (rc == TA_OK) rc = ta_yaml_need(m->yaml, map, "to", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_day(m->yaml, node, &m->complete_to, err);
    if (rc == TA_OK && m->complete_to < m->complete_from)
        rc = ta_yaml_fail(m->yaml, node, err, "complete: ends before it begins");
    return rc;
}

static enum ta_status read_columns(struct ta_statement_mapping *m,
                                   const struct ta_yaml_node *root,
                                   struct ta_error *err)
{
    static const char *const known[] = {"project", "date",  "step",
                                        "number",  "until", NULL};
    const struct ta_yaml_node *map = NULL;
    enum ta_status rc = ta_yaml_need(m->yaml, root, "columns", TA_YAML_MAP, &map, err);
    if (rc == TA_OK) rc = ta_yaml_known(m->yaml, map, known, err);
    if (rc == TA_OK) rc = need_text(m->yaml, map, "project", 256, &m->project, err);
    if (rc == TA_OK) rc = need_text(m->yaml, map, "date", 256, &m->date, err);
    if (rc == TA_OK) rc = need_text(m->yaml, map, "step", 256, &m->step, err);
    if (rc == TA_OK) rc = may_text(m->yaml, map, "number", 256, &m->number, err);
    if (rc == TA_OK) rc = may_text(m->yaml, map, "until", 256, &m->until, err);
    if (rc == TA_OK && m->number == NULL &&
        strcmp(m->about, ta_statement_abouts[PERMIT]) == 0)
        rc = ta_yaml_fail(m->yaml, map, err,
                          "columns: permits are told apart by `number`");
    return rc;
}

static void scale_of(const char *about, double *lo, double *hi)
{
    enum about at = PENALTY;
    while (at < DISCLOSURE + 1 && strcmp(about, ta_statement_abouts[at]) != 0) at++;
    *lo = at <= DISCLOSURE ? 0.0 : 1.0;
    *hi = at == PERMIT || at == DISCLOSURE ? 1.0 : at <= ACCIDENT ? 1000.0 : 100.0;
}

static enum ta_status read_step(struct ta_statement_mapping *m,
                                const struct ta_yaml_node *map, struct ta_error *err)
{
    static const char *const known[] = {"word", "value", "means", NULL};
    struct ta_statement_step *step = &m->steps[m->n_steps];
    const struct ta_yaml_node *node = NULL;
    double lo, hi;
    scale_of(m->about, &lo, &hi);
    enum ta_status rc = ta_yaml_known(m->yaml, map, known, err);
    if (rc == TA_OK) rc = need_text(m->yaml, map, "word", 128, &step->word, err);
    if (rc == TA_OK) rc = need_text(m->yaml, map, "means", 256, &step->means, err);
    if (rc == TA_OK)
        rc = ta_yaml_need(m->yaml, map, "value", TA_YAML_SCALAR, &node, err);
    if (rc == TA_OK) rc = ta_yaml_number(m->yaml, node, &step->value, err);
    if (rc == TA_OK && !(step->value >= lo && step->value <= hi))
        rc = ta_yaml_fail(m->yaml, node, err, "value: %s lies outside %g to %g",
                          node->text, lo, hi);
    for (size_t i = 0; rc == TA_OK && i < m->n_steps; i++)
        if (strcmp(m->steps[i].word, step->word) == 0)
            rc = ta_yaml_fail(m->yaml, map, err, "\"%s\" stands twice", step->word);
    if (rc == TA_OK) m->n_steps++;
    return rc;
}

static enum ta_status read_steps(struct ta_statement_mapping *m,
                                 const struct ta_yaml_node *root, struct ta_error *err)
{
    const struct ta_yaml_node *list = NULL;
    enum ta_status rc = ta_yaml_need(m->yaml, root, "steps", TA_YAML_LIST, &list, err);
    if (rc == TA_OK && (list->n == 0 || list->n > TA_STATEMENT_STEPS))
        rc = ta_yaml_fail(m->yaml, list, err, "steps: wanted 1 to %d",
                          TA_STATEMENT_STEPS);
    if (rc != TA_OK) return rc;
    for (const struct ta_yaml_node *n = list->child; rc == TA_OK && n != NULL;
         n = n->next)
        rc = read_step(m, n, err);
    return rc;
}

enum ta_status ta_statement_mapping_read(const char *name, const char *bytes,
                                         size_t size, struct ta_statement_mapping *out,
                                         struct ta_error *err)
{
    static const char *const known[] = {"schema",   "id",      "about", "provider",
                                        "source",   "scale",   "grade", "simulated",
                                        "complete", "columns", "steps", NULL};
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &out->yaml, err);
    if (rc != TA_OK) return rc;
    const struct ta_yaml_node *root = ta_yaml_root(out->yaml);
    rc = ta_yaml_known(out->yaml, root, known, err);
    if (rc == TA_OK) rc = read_head(out, root, err);
    if (rc == TA_OK) rc = read_simulated(out, root, err);
    if (rc == TA_OK) rc = read_complete(out, root, err);
    if (rc == TA_OK) rc = read_columns(out, root, err);
    if (rc == TA_OK) rc = read_steps(out, root, err);
    return rc;
}
